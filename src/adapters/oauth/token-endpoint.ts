import type { OAuth2Settings } from "../../domain/desk/oauth2-settings.ts";
import type { TokenAnswer, TokenEndpoint } from "../../usecases/ports/token-endpoint.ts";

const PATIENCE_MS = 15_000;
const MAX_ANSWER_BYTES = 65_536;
/** RFC 6749 section 5.1: without `expires_in` the lifetime is known otherwise; an hour is what nearly all give. */
const USUAL_LIFETIME_SECONDS = 3_600;
const LONGEST_LIFETIME_SECONDS = 366 * 24 * 3_600;

/** Asks token endpoints over HTTP. Nothing that they sent but a known form of error code leaves here. */
export function createTokenEndpoint(options: { readonly patienceMs?: number } = {}): TokenEndpoint {
  return {
    async ask(settings, refreshToken) {
      try {
        const response = await fetch(settings.tokenUrl, {
          method: "POST",
          headers: { accept: "application/json" },
          body: requestBody(settings, refreshToken),
          // A redirect would carry the secrets elsewhere.
          redirect: "manual",
          signal: AbortSignal.timeout(options.patienceMs ?? PATIENCE_MS),
        });
        return readAnswer(response, await readText(response));
      } catch (error) {
        return { kind: "unavailable", why: whyOf(error) };
      }
    },
  };
}

function requestBody(settings: OAuth2Settings, refreshToken: string | null): URLSearchParams {
  const { grant, clientId, clientSecret, scope } = settings;
  const body = new URLSearchParams({ grant_type: grant, client_id: clientId });
  if (clientSecret !== null) body.set("client_secret", clientSecret);
  if (scope !== null) body.set("scope", scope);
  if (grant === "refresh_token" && refreshToken !== null) body.set("refresh_token", refreshToken);
  return body;
}

async function readText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MAX_ANSWER_BYTES) throw Object.assign(new Error("too large"), { code: "its answer is too large" });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function readAnswer({ status }: Response, text: string): TokenAnswer {
  const answer = parseObject(text);
  if (status === 200) return readToken(answer);
  if (status === 429 || status >= 500) return { kind: "unavailable", why: `HTTP ${status}` };
  if (status === 404) return { kind: "refused", error: "not_found" };
  const { error } = answer ?? {};
  const isCode = typeof error === "string" && /^[a-z][a-z_]{0,39}$/.test(error);
  if (error === "temporarily_unavailable" || error === "server_error") return { kind: "unavailable", why: error };
  return { kind: "refused", error: isCode ? error : `HTTP ${status}` };
}

function readToken(answer: Record<string, unknown> | null): TokenAnswer {
  const { access_token: accessToken, token_type: type = "Bearer", expires_in: lifetime } = answer ?? {};
  if (!isToken(accessToken) || typeof type !== "string" || type.toLowerCase() !== "bearer") {
    return { kind: "unavailable", why: "its answer holds no bearer token" };
  }
  const { refresh_token: refreshToken, refresh_token_expires_in: refreshLifetime } = answer ?? {};
  return {
    kind: "token",
    accessToken,
    lifetimeSeconds: readSeconds(lifetime) ?? USUAL_LIFETIME_SECONDS,
    refreshToken: isToken(refreshToken) ? refreshToken : null,
    refreshLifetimeSeconds: readSeconds(refreshLifetime),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** RFC 6750 section 2.1, and what may stand in a line of SASL. */
function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,16384}$/.test(value);
}

// Some send numbers as text.
function readSeconds(value: unknown): number | null {
  const seconds = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !(seconds > 0)) return null;
  return Math.min(seconds, LONGEST_LIFETIME_SECONDS);
}

function whyOf(error: unknown): string {
  const { name, code, cause } = error as { name?: string; code?: string; cause?: { code?: string } };
  if (name === "TimeoutError") return "it did not answer in time";
  const known = cause?.code ?? (typeof code === "string" ? code : undefined);
  return known ?? "it could not be reached";
}
