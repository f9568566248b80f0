import SMTPConnection from "nodemailer/lib/smtp-connection";
import type XOAuth2 from "nodemailer/lib/xoauth2";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import { describeRevokedToken } from "../../usecases/oauth/describe-revoked-token.ts";
import type { AccessTokens } from "../../usecases/ports/access-tokens.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { SmtpFailure } from "./classify-failure.ts";
import { keepLoginSecret } from "./keep-login-secret.ts";
import type { SmtpOptions } from "./smtp-options.ts";

/** RFC 4954 section 6. */
const REFUSED = 535;

/**
 * A greeted, encrypted and logged-in connection. `starttls` never goes on in the clear, `none` never asks for it. Rejects with
 * nodemailer's error, and leaves no socket behind when it does.
 */
export async function openConnection(server: MailServer, options: SmtpOptions): Promise<SMTPConnection> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    requireTLS: server.security === "starttls",
    ignoreTLS: server.security === "none",
    connectionTimeout: options.connectTimeoutMs,
    greetingTimeout: options.connectTimeoutMs,
    // The guards of `deliver` decide; this one only catches what they do not see.
    socketTimeout: options.answerTimeoutMs + options.holdTimeoutMs,
    ...(options.name === undefined ? {} : { name: options.name }),
    tls: { minVersion: "TLSv1.2", ...(options.ca === undefined ? {} : { ca: options.ca }) },
  });
  try {
    // nodemailer's own limits end with the greeting: a server that then falls silent, or talks without end, would hold this for ever.
    await within(options.connectTimeoutMs, connect(connection));
    await within(options.loginTimeoutMs, logIn(connection, server, options.tokens));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error("the server took too long"), { code: "ETIMEDOUT" })),
      milliseconds,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

async function logIn(connection: SMTPConnection, server: MailServer, tokens: AccessTokens | null): Promise<void> {
  const { user, password } = server;
  if (user !== null && tokens !== null) await loginByToken(connection, { ...server, user }, tokens);
  else if (user !== null && password !== null) await login(connection, user, password);
}

function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays attached for good: without a listener, an idle connection that breaks would end the process.
    connection.on("error", reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function login(connection: SMTPConnection, user: string, pass: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once("error", reject);
    connection.login({ user, pass }, (error) => (error ? reject(keepLoginSecret(error, [pass])) : resolve()));
  });
}

// Of nodemailer's class only these two methods are called: the tokens are kept elsewhere.
async function loginByToken(
  connection: SMTPConnection,
  { host, port, user }: MailServer & { user: string },
  tokens: AccessTokens,
): Promise<void> {
  let token = await tokens.get();
  const tried = [token];
  let noToken: unknown = null;
  const renew = async () => {
    if (!(await tokens.refused(token))) throw revoked(`${host}:${port}`, {});
    token = await tokens.get();
    tried.push(token);
  };
  const oauth2 = {
    getToken(isRetry: boolean, give: (error: Error | null, token?: string) => void) {
      (isRetry ? renew() : Promise.resolve()).then(
        () => give(null, token),
        (error: unknown) => {
          noToken = error;
          give(new Error("there is no access token"));
        },
      );
    },
    buildXOAuth2Token: (accessToken: string) =>
      Buffer.from(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`).toString("base64"),
  } as unknown as XOAuth2;
  const done = new Promise<void>((resolve, reject) => {
    connection.once("error", reject);
    connection.login({ user, method: "XOAUTH2", oauth2 }, (error) => (error ? reject(error) : resolve()));
  });
  await done.catch(async (error: { responseCode?: number }) => {
    // A server that refuses without the challenge of XOAUTH2: the next attempt has another token.
    if (error.responseCode === REFUSED) await tokens.refused(token);
    if (noToken !== null) throw noToken;
    const failure = keepLoginSecret(error, tried) as SmtpFailure;
    throw error.responseCode === REFUSED ? revoked(`${host}:${port}`, failure) : failure;
  });
}

/** With what the server said, which is kept beside our own sentence. */
function revoked(where: string, { response, responseCode }: SmtpFailure): AdapterError {
  const failure = new AdapterError("smtp", "token-revoked", describeRevokedToken(where, "SMTP"), { retryable: false });
  return Object.assign(failure, { response, responseCode });
}
