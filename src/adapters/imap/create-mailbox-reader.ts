import { ImapFlow, type MailboxObject } from "imapflow";
import type { AfterAccepting, MailServer } from "../../domain/desk/mailbox-settings.ts";
import type { AccessTokens } from "../../usecases/ports/access-tokens.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { Log } from "../../usecases/ports/log.ts";
import type { MailboxConnection, MailboxReader } from "../../usecases/ports/mailbox-reader.ts";
import { type ConnectionLimits, clientOptions } from "./client-options.ts";
import { createConnection } from "./imap-connection.ts";
import { imapFailure } from "./imap-failure.ts";

export interface MailboxReaderOptions extends Partial<ConnectionLimits> {
  server: MailServer;
  folder: string;
  after: AfterAccepting;
  /** Whether mails are deleted, so that the folder is opened for it. */
  removes?: boolean;
  log: Log;
  /** Where access tokens come from; null: the server's password is used. */
  tokens?: AccessTokens | null;
}

/** Mails over 40 MB are shown by their header, with the original stored. Of one over this limit only the beginning is. */
const MAX_MAIL_BYTES = 100 * 1024 * 1024;
const PIECE_BYTES = 8_000_000;
/** A connection that says nothing for so long is dead, whatever TCP believes. */
const SOCKET_TIMEOUT_MS = 75_000;
const CONNECT_TIMEOUT_MS = 20_000;
/** From greeting to open folder: a server that goes on talking without getting there is silent for no timeout. */
const OPENING_TIMEOUTS = 3;
/** RFC 3501 section 2.3.1.1: a number of 32 bits that is not zero. */
const MAX_UIDVALIDITY = 2 ** 32 - 1;

export function createMailboxReader(options: MailboxReaderOptions): MailboxReader {
  const maxMailBytes = options.maxMailBytes ?? MAX_MAIL_BYTES;
  const limits: ConnectionLimits = {
    maxMailBytes,
    pieceBytes: Math.min(options.pieceBytes ?? PIECE_BYTES, maxMailBytes),
    socketTimeoutMs: options.socketTimeoutMs ?? SOCKET_TIMEOUT_MS,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    ...(options.extraAuthorities === undefined ? {} : { extraAuthorities: options.extraAuthorities }),
  };
  const history = { wasRefused: false };
  return { connect: (signal) => connect(options, limits, history, signal) };
}

async function connect(
  options: MailboxReaderOptions,
  limits: ConnectionLimits,
  history: { wasRefused: boolean },
  signal: AbortSignal,
): Promise<MailboxConnection> {
  const tokens = options.tokens ?? null;
  if (tokens === null) return await login(options, limits, null, signal);
  const token = await tokens.get();
  const isFirstRefusal = !history.wasRefused;
  try {
    const connection = await login(options, limits, token, signal);
    history.wasRefused = false;
    return connection;
  } catch (error) {
    if (!(error instanceof AdapterError) || error.code !== "token-revoked") throw error;
    history.wasRefused = true;
    const mayTryAgain = await tokens.refused(token);
    // Once: a mailbox that goes on refusing is not asked twice each time.
    if (!mayTryAgain || !isFirstRefusal || signal.aborted) throw error;
    const connection = await login(options, limits, await tokens.get(), signal);
    history.wasRefused = false;
    return connection;
  }
}

// A client object serves one connection: imapflow cannot be connected twice.
async function login(
  options: MailboxReaderOptions,
  limits: ConnectionLimits,
  token: string | null,
  signal: AbortSignal,
): Promise<MailboxConnection> {
  const client = new ImapFlow(clientOptions(options.server, limits, token));
  // Before connect(): an error without a listener would end the process.
  client.on("error", (error) =>
    options.log.debug({ code: (error as { code?: string }).code ?? null }, "mail connection reported an error"),
  );
  const cancel = () => client.close();
  signal.addEventListener("abort", cancel, { once: true });
  const limitMs = OPENING_TIMEOUTS * limits.connectTimeoutMs;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    client.close();
  }, limitMs);
  try {
    await client.connect();
    const readOnly = options.after.kind === "keep" && options.removes !== true;
    const mailbox = await client.mailboxOpen(options.folder, { readOnly });
    const folder = { uidvalidity: uidvalidityOf(mailbox, options), uidNext: await findUidNext(client, mailbox) };
    return createConnection(client, folder, options, limits);
  } catch (error) {
    client.close();
    throw isLate ? tooSlow(options, limitMs) : imapFailure(error, options.server, options.folder);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

function tooSlow({ server, folder }: MailboxReaderOptions, limitMs: number): AdapterError {
  const message = `The mail server ${server.host}:${server.port} did not open the folder "${folder}" within ${limitMs / 1000} s, though it answered: see what keeps it, or ask who runs it. It is tried again.`;
  return new AdapterError("imap", "opening-too-slow", message, { retryable: true });
}

// Without it nobody can tell which mails were read (RFC 3501 section 6.3.1): read all the same, mail would be lost when it changes.
function uidvalidityOf(mailbox: MailboxObject, { server, folder }: MailboxReaderOptions): number {
  const uidvalidity = Number(mailbox.uidValidity ?? 0);
  if (uidvalidity >= 1 && uidvalidity <= MAX_UIDVALIDITY) return uidvalidity;
  const message = `The mail server ${server.host}:${server.port} gives the folder "${folder}" no UIDVALIDITY, so nobody can tell which of its mails were read, and none is: have the server repaired, or let it deliver by LMTP_LISTEN. The mails wait there.`;
  throw new AdapterError("imap", "no-uidvalidity", message, { retryable: true });
}

// A server whose UIDNEXT lags behind its mails would seem to have gone back in time, and be read again from its first mail.
async function findUidNext(client: ImapFlow, mailbox: MailboxObject): Promise<number> {
  const last = mailbox.exists > 0 ? await client.fetchOne("*", { uid: true }) : false;
  return Math.max(mailbox.uidNext || 1, last === false ? 1 : last.uid + 1);
}
