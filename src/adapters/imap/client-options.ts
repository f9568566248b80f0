import type { ImapFlowOptions } from "imapflow";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import type { FetchLimits } from "./fetch-in-pieces.ts";

export interface ConnectionLimits extends FetchLimits {
  socketTimeoutMs: number;
  connectTimeoutMs: number;
  /** Certificates of authorities beside the system's own, as PEM. */
  extraAuthorities?: string;
}

/** What a server states as a size is wrong at times, so a mail may be as large as any; much more is taken as an attack. */
const FRAMING_BYTES = 1_000_000;
/** What a SEARCH that finds three million mails answers. A line without end would fill the memory. */
const MAX_LINE_BYTES = 32_000_000;

/** `token`: an access token to log in with in place of the password. */
export function clientOptions(
  server: MailServer,
  limits: ConnectionLimits,
  token: string | null = null,
): ImapFlowOptions {
  const user = server.user ?? "";
  return {
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    // Never "if offered": an attacker on the way can take the offer out.
    ...(server.security === "tls" ? {} : { doSTARTTLS: server.security === "starttls" }),
    tls: {
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(limits.extraAuthorities === undefined ? {} : { ca: limits.extraAuthorities }),
    },
    auth: token === null ? { user, pass: server.password ?? "" } : { user, accessToken: token },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: limits.connectTimeoutMs,
    greetingTimeout: limits.connectTimeoutMs,
    socketTimeout: limits.socketTimeoutMs,
    maxLineLength: MAX_LINE_BYTES,
    maxLiteralSize: limits.maxMailBytes + FRAMING_BYTES,
    maxResponseSize: limits.maxMailBytes + 2 * FRAMING_BYTES,
  };
}
