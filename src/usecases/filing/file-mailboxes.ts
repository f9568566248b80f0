import { startedAt } from "../../domain/ticket/started-at.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { EmailToFile, Filing } from "../ports/inbound-store.ts";
import type { Log } from "../ports/log.ts";
import type { HeaderOnly, MailParser, ParsedMail, ParseOptions } from "../ports/mail-parser.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { fileMail } from "./file-mail.ts";
import type { FilingContext } from "./filing-context.ts";

export interface FilingDeps {
  readonly unitOfWork: UnitOfWork;
  readonly parser: MailParser;
  readonly context: FilingContext;
  readonly log: Log;
  /** By mailbox id: which receiving servers are believed. */
  readonly parseOptionsFor: (mailboxId: number) => ParseOptions;
}

const BATCH = 20;
const MAX_ATTEMPTS = 5;
const POSTPONE_SECONDS = [2, 10, 60, 300] as const;
const NO_HEADERS: HeaderOnly = { from: null, subject: null, messageId: null };

/** Files everything that is accepted and due, mailbox by mailbox, until nothing is left; gives the number of emails attempted. */
export async function fileMailboxes(deps: FilingDeps): Promise<number> {
  let attempted = 0;
  for (const mailboxId of await deps.unitOfWork.reading.inbound.listMailboxesToFile()) {
    for (let batch = await fileBatch(deps, mailboxId); batch > 0; batch = await fileBatch(deps, mailboxId)) {
      attempted += batch;
    }
  }
  return attempted;
}

/** One transaction: the right to file this mailbox, then each mail behind a savepoint of its own, in the order they came. */
async function fileBatch(deps: FilingDeps, mailboxId: number): Promise<number> {
  return await deps.unitOfWork.transaction(async (stores) => {
    if (!(await stores.inbound.lockFiling(mailboxId))) return 0;
    // Outside this transaction, so that the attempt is counted even if reading these bytes ends the process.
    const emails = await deps.unitOfWork.reading.inbound.beginAttempts(mailboxId, BATCH);
    const options = deps.parseOptionsFor(mailboxId);
    const parsed = await Promise.all(emails.map((email) => parse(deps, email, options)));
    const now = await stores.now();
    for (const [index, email] of emails.entries()) {
      const result = parsed[index];
      if (result) await fileOne(deps, stores, email, result, now);
    }
    return emails.length;
  });
}

async function parse(deps: FilingDeps, email: EmailToFile, options: ParseOptions): Promise<ParsedMail> {
  if (email.attempts > MAX_ATTEMPTS) {
    return { ok: false, why: `not filed in ${MAX_ATTEMPTS} attempts`, headerOnly: NO_HEADERS };
  }
  return await deps.parser.parse(email.bytes, options);
}

async function fileOne(
  deps: FilingDeps,
  stores: Stores,
  email: EmailToFile,
  parsed: ParsedMail,
  now: Instant,
): Promise<void> {
  if (!parsed.ok) {
    deps.log.warn({ inboundEmailId: email.id }, "inbound email quarantined");
    await stores.inbound.quarantine(email.id, parsed.why, headersOf(parsed.headerOnly));
    return;
  }
  const { mail } = parsed;
  try {
    const receivedAt = startedAt(email.acceptedAt, email.internalDate, mail.topmostTrustedReceivedAt);
    const readAttachments = () => deps.parser.readAttachments(email.bytes);
    const toFile = { inboundEmailId: email.id, mailboxId: email.mailboxId, mail, receivedAt, now, readAttachments };
    await stores.savepoint(() => fileMail(stores, deps.context, toFile));
  } catch (error) {
    await postpone(deps, stores, email, error);
  }
}

async function postpone(deps: FilingDeps, stores: Stores, email: EmailToFile, error: unknown): Promise<void> {
  const message = error instanceof Object && "message" in error ? String(error.message) : String(error);
  deps.log.error(
    { inboundEmailId: email.id, attempts: email.attempts, error: message },
    "inbound email could not be filed",
  );
  const seconds = POSTPONE_SECONDS[Math.min(email.attempts, POSTPONE_SECONDS.length) - 1] ?? POSTPONE_SECONDS[0];
  await stores.inbound.postpone(email.id, message, seconds);
}

function headersOf(headers: HeaderOnly): Filing["headers"] {
  return { fingerprint: null, messageId: headers.messageId, sender: headers.from, subject: headers.subject ?? "" };
}
