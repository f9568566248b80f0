import type { AccessTokens } from "../../usecases/ports/access-tokens.ts";

/** The time each part of an attempt may take, in milliseconds, and how connections are kept. */
export interface SmtpOptions {
  /** From the look-up of the name to the end of TLS and EHLO. */
  readonly connectTimeoutMs: number;
  /** The login, with a new access token where it needs one. */
  readonly loginTimeoutMs: number;
  /** MAIL, RCPT and DATA together. RFC 5321 section 4.5.3.2 gives each five minutes. */
  readonly envelopeTimeoutMs: number;
  /** All but the last bytes of the mail. */
  readonly transferTimeoutMs: number;
  /** How long the last bytes may be held back: well under the three minutes a server waits for a block of data. */
  readonly holdTimeoutMs: number;
  /** From the final dot to its answer. RFC 5321 section 4.5.3.2.6 asks for ten minutes: giving up earlier makes duplicates. */
  readonly answerTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxConnections: number;
  readonly maxMailsPerConnection: number;
  /** What we call ourselves in EHLO. */
  readonly name: string | undefined;
  /** Certificate authorities besides the system's, in PEM. */
  readonly ca: string | undefined;
  /** Where access tokens come from; null: the server's password is used. */
  readonly tokens: AccessTokens | null;
}

export const DEFAULT_SMTP_OPTIONS: SmtpOptions = {
  connectTimeoutMs: 30_000,
  loginTimeoutMs: 60_000,
  envelopeTimeoutMs: 300_000,
  transferTimeoutMs: 600_000,
  holdTimeoutMs: 60_000,
  answerTimeoutMs: 600_000,
  idleTimeoutMs: 10_000,
  maxConnections: 2,
  maxMailsPerConnection: 100,
  name: undefined,
  ca: undefined,
  tokens: null,
};
