import type { ImapFlowOptions } from "imapflow";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";

export interface ConnectionLimits {
  /** Of a larger mail only so many octets are fetched. */
  maxMailBytes: number;
  socketTimeoutMs: number;
  connectTimeoutMs: number;
  /** Certificates of authorities beside the system's own, as PEM. */
  extraAuthorities?: string;
}

/** Sizes that servers state are wrong at times: what they send may exceed them so many times before it is taken as an attack. */
const TOLERANCE = 4;
const FRAMING_BYTES = 1_000_000;

export function clientOptions(server: MailServer, limits: ConnectionLimits): ImapFlowOptions {
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
    auth: { user: server.user ?? "", pass: server.password ?? "" },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: limits.connectTimeoutMs,
    greetingTimeout: limits.connectTimeoutMs,
    socketTimeout: limits.socketTimeoutMs,
    maxLiteralSize: TOLERANCE * limits.maxMailBytes,
    maxResponseSize: TOLERANCE * limits.maxMailBytes + FRAMING_BYTES,
  };
}
