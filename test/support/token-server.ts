import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a token endpoint does to a request in place of answering it. */
export type TokenFault =
  | { kind: "answer"; status: number; body: string }
  /** Accepts and says nothing. */
  | { kind: "silence" }
  | { kind: "cut" };

export interface TokenServer {
  readonly tokenUrl: string;
  readonly introspectionUrl: string;
  /** The form of each request to the token endpoint. */
  readonly requests: readonly Record<string, string>[];
  /** Tokens are good for so many seconds from now on; each refresh token is good once. */
  set(settings: { lifetimeSeconds?: number; fault?: TokenFault | null; refreshLifetimeSeconds?: number }): void;
  /** Makes this the one refresh token that is good. */
  consent(refreshToken: string): void;
  /** Withdraws every access token handed out so far. */
  revoke(): void;
  /** The refresh token that is good now. */
  refreshToken(): string;
  stop(): Promise<void>;
}

export const CLIENT = { clientId: "the desk", clientSecret: "a secret of the client: &=%+" } as const;

/** An OAuth2 endpoint on a free port of 127.0.0.1 that rotates refresh tokens and says which access tokens are good. */
export async function startTokenServer(username: string): Promise<TokenServer> {
  const requests: Record<string, string>[] = [];
  const good = new Set<string>();
  let refreshToken = newToken();
  let settings: { lifetimeSeconds: number; fault: TokenFault | null; refreshLifetimeSeconds?: number } = {
    lifetimeSeconds: 3_600,
    fault: null,
  };
  const grant = (form: Record<string, string>, response: ServerResponse) => {
    requests.push(form);
    const { fault } = settings;
    if (fault !== null) return misbehave(response, fault);
    if (form.client_id !== CLIENT.clientId || form.client_secret !== CLIENT.clientSecret) {
      return answer(response, 401, { error: "invalid_client", error_description: `no ${form.client_secret}` });
    }
    if (form.grant_type === "refresh_token" && form.refresh_token !== refreshToken) {
      return answer(response, 400, { error: "invalid_grant", error_description: `no ${form.refresh_token}` });
    }
    const accessToken = newToken();
    good.add(accessToken);
    refreshToken = newToken();
    answer(response, 200, {
      token_type: "Bearer",
      access_token: accessToken,
      expires_in: settings.lifetimeSeconds,
      ...(form.grant_type === "refresh_token" ? { refresh_token: refreshToken } : {}),
      refresh_token_expires_in: settings.refreshLifetimeSeconds,
    });
  };
  const server = createServer((request, response) => {
    const answered = readForm(request).then((form) => {
      if (request.url === "/token") return grant(form, response);
      const active = good.has(form.token ?? "");
      answer(response, 200, active ? { active, username } : { active });
    });
    answered.catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    tokenUrl: `${base}/token`,
    introspectionUrl: `${base}/introspect`,
    requests,
    set: (changes) => {
      settings = { ...settings, ...changes };
    },
    consent: (token) => {
      refreshToken = token;
    },
    revoke: () => good.clear(),
    refreshToken: () => refreshToken,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  let body = "";
  for await (const piece of request) body += piece;
  return Object.fromEntries(new URLSearchParams(body));
}

function misbehave(response: ServerResponse, fault: TokenFault): void {
  if (fault.kind === "cut") response.destroy();
  else if (fault.kind === "answer") response.writeHead(fault.status).end(fault.body);
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function newToken(): string {
  return randomBytes(24).toString("base64url");
}
