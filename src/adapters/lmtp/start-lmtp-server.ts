import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { Log } from "../../usecases/ports/log.ts";
import { type Envelope, envelopeStamp } from "./envelope-stamp.ts";
import { listenAt } from "./listen-at.ts";
import type { LmtpPlace } from "./lmtp-place.ts";
import { readEnvelopeSender } from "./read-envelope-sender.ts";

export interface LmtpOptions {
  readonly place: LmtpPlace;
  /** Whether mail for this address is the desk's. */
  readonly isRecipient: (address: string) => boolean;
  /** Ends when the mail is stored for good; fails when it could not be, and the sender then keeps it. */
  readonly accept: (bytes: Buffer) => Promise<void>;
  readonly log: Log;
  /** A larger mail is refused for good. */
  readonly maxMailBytes?: number;
  /** Mails that are being received may take so much memory together; what is more has to wait at its sender. */
  readonly maxBytesInHand?: number;
}

export interface LmtpServer {
  /** Takes no more connections, and ends when the mails in hand are answered, or after a few seconds. */
  stop(): Promise<void>;
}

const MAX_MAIL_BYTES = 100 * 1024 * 1024;
/** Room for one mail of the largest size beside small ones; while it is put together, it takes as much again. */
const MAX_BYTES_IN_HAND = 128 * 1024 * 1024;
const MAX_RECIPIENTS = 100;
const MAX_CLIENTS = 100;
/** RFC 5321 section 4.5.3.2.7: a server waits five minutes for the next command or block. */
const IDLE_MS = 300_000;
const CLOSE_MS = 5_000;

/** A reply with its enhanced status code (RFC 3463). */
class Refusal extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/**
 * Takes mail by LMTP (RFC 2033). The reply to the final dot comes after the commit, so that whoever hands a mail over keeps
 * it until the desk has it: 451 when it could not be stored, or nothing when this process was killed meanwhile. A mail handed
 * over again has the same bytes, and is known.
 */
export async function startLmtpServer(options: LmtpOptions): Promise<LmtpServer> {
  const inHand = { bytes: 0 };
  const senders = new WeakMap<SMTPServerSession, string>();
  const server: SMTPServer = new SMTPServer({
    lmtp: true,
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: options.maxMailBytes ?? MAX_MAIL_BYTES,
    maxRecipients: MAX_RECIPIENTS,
    maxClients: MAX_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_MS,
    onConnect: (session, begin) => {
      keepSenders(server, session, senders);
      begin();
    },
    onRcptTo: ({ address }, session, reply) => reply(refuseRecipient(options, address, session)),
    onData: (stream, session, reply) => {
      const memory = holdMemory(inHand, options.maxBytesInHand ?? MAX_BYTES_IN_HAND);
      const stamp = envelopeStamp(envelopeOf(session, senders));
      receive(stream, memory, stamp)
        .then(options.accept)
        .then(
          () => reply(null, "2.0.0 Accepted"),
          (error: unknown) => reply(refusalOf(error, options.log)),
        )
        .finally(memory.release);
    },
  });
  // A client that went away is that client's affair: what it was not answered, it hands over again.
  server.on("error", (error: NodeJS.ErrnoException) => {
    options.log.debug({ code: error.code ?? null }, "LMTP server reported an error");
  });
  await listenAt(server.server, options.place);
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

/**
 * smtp-server answers 501 to senders that other servers take (`root`, `a..b@x`, quoted ones), and a mail would go back to whom it
 * came from. So it is given each MAIL command without its sender, which is kept as it was written.
 */
function keepSenders(
  server: SMTPServer,
  session: SMTPServerSession,
  senders: WeakMap<SMTPServerSession, string>,
): void {
  const connection = [...server.connections].find((candidate) => candidate.session === session);
  const parser = connection?._parser;
  if (!parser) return;
  const onCommand = parser.oncommand;
  parser.oncommand = (command, next) => {
    const mail = readEnvelopeSender(Buffer.from(command));
    // A second MAIL command in one transaction is refused (503), and changes nothing.
    if (mail !== null && !session.envelope.mailFrom) senders.set(session, mail.sender);
    return onCommand(mail === null ? command : Buffer.from(mail.withoutSender, "latin1"), next);
  };
}

function refuseRecipient(options: LmtpOptions, address: string, session: SMTPServerSession): Refusal | null {
  if (!options.isRecipient(address)) return new Refusal(550, "5.1.1 No such address here");
  // One reply is owed for each recipient, and smtp-server gives one for both.
  const isThere = session.envelope.rcptTo.some((other) => other.address.toLowerCase() === address.toLowerCase());
  return isThere ? new Refusal(452, "4.5.3 This recipient was named already") : null;
}

interface HeldMemory {
  /** False when there is no room for so many bytes more. */
  take(bytes: number): boolean;
  release(): void;
}

function holdMemory(inHand: { bytes: number }, limit: number): HeldMemory {
  let held = 0;
  return {
    take(bytes) {
      if (inHand.bytes + bytes > limit) return false;
      inHand.bytes += bytes;
      held += bytes;
      return true;
    },
    release() {
      inHand.bytes -= held;
      held = 0;
    },
  };
}

// A stream that was cut off never ends: without its final dot a mail is none.
function receive(stream: SMTPServerDataStream, memory: HeldMemory, stamp: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] | null = [stamp];
    stream.on("data", (chunk: Buffer) => {
      if (chunks !== null && !stream.sizeExceeded && memory.take(chunk.length)) {
        chunks.push(chunk);
        return;
      }
      // The rest is read and forgotten.
      chunks = null;
      memory.release();
    });
    stream.once("end", () => {
      if (stream.sizeExceeded) reject(new Refusal(552, "5.3.4 The mail is larger than this desk takes"));
      else if (chunks === null) reject(new Refusal(451, "4.3.1 Too much mail at once, try again later"));
      else resolve(Buffer.concat(chunks));
      // The stream outlives this; its pieces should not.
      chunks = null;
    });
    stream.once("error", reject);
  });
}

function envelopeOf(session: SMTPServerSession, senders: WeakMap<SMTPServerSession, string>): Envelope {
  return {
    sender: senders.get(session) ?? "",
    recipients: session.envelope.rcptTo.map(({ address }) => address),
  };
}

// The same answer to every recipient: one mail is one row, stored or not.
function refusalOf(error: unknown, log: Log): Refusal {
  if (error instanceof Refusal) return error;
  log.error({ code: codeOf(error) }, "mail by LMTP was not stored and stays with its sender");
  return new Refusal(451, "4.3.0 The mail cannot be stored now, try again later");
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}
