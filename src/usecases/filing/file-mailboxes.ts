import { awaitsNameServers } from "../../domain/email/awaits-name-servers.ts";
import { asStated } from "../../domain/filing/stated-request.ts";
import { startedAt } from "../../domain/ticket/started-at.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { doubting } from "../backup/doubting.ts";
import { keepAwake } from "../keep-awake.ts";
import { filingContextInForce } from "../organisations/desk-in-force.ts";
import type { EmailToFile, Filing } from "../ports/inbound-store.ts";
import type { Log } from "../ports/log.ts";
import type { HeaderOnly, MailParser, ParsedMail, ParseOptions } from "../ports/mail-parser.ts";
import { type Tracer, UNTRACED } from "../ports/tracer.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { untilAborted } from "../until-aborted.ts";
import { fileMail } from "./file-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { LookedFor } from "./follow-names.ts";
import { forgetErased } from "./forget-erased.ts";
import { createLookAgain, type LookAgain } from "./look-again.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { createReadAgain } from "./read-again.ts";

export interface FilingDeps {
  readonly unitOfWork: UnitOfWork;
  readonly parser: MailParser;
  readonly context: FilingContext;
  readonly log: Log;
  readonly tracer?: Tracer;
  /** By mailbox id: which receiving servers are believed. */
  readonly parseOptionsFor: (mailboxId: number) => ParseOptions;
}

/** What is filed under one commit, and how much of it may lie in memory twice: filed, and read ahead. */
const BATCH = { mails: 50, bytes: 16_000_000 } as const;
/** After so many batches of one mailbox the others have their turn: a few seconds. */
const BATCHES_A_TURN = 20;
const MAX_ATTEMPTS = 5;
/** A mail that was read in vain this often is quarantined: once may be the load of the moment. */
const MAX_READINGS = 2;
const POSTPONE_SECONDS = [2, 10, 60, 300] as const;
/** How long a mail waits for name servers that give no answer; after that it is filed as one whose sender is unproved. */
const NAME_SERVER_SECONDS = [10, 60] as const;
const NO_HEADERS: HeaderOnly = { from: null, subject: null, messageId: null };

interface ReadEmail {
  readonly email: EmailToFile;
  /** Null when the filing was ended before it was read. */
  readonly parsed: ParsedMail | null;
}

interface ReadableEmail {
  readonly email: EmailToFile;
  readonly parsed: ParsedMail;
}

interface Run extends FilingDeps {
  readonly signal: AbortSignal;
}

/**
 * Files everything that is accepted and due until nothing is left, the mailboxes in turns, so that a full one holds up no other for long;
 * gives the number of emails attempted. Once `signal` is aborted the mail in hand is filed and no further one: what was begun and not
 * filed counts as no attempt.
 */
export async function fileMailboxes(filing: FilingDeps, signal = new AbortController().signal): Promise<number> {
  const deps = { ...filing, signal };
  let attempted = 0;
  for (;;) {
    const before = attempted;
    for (const mailboxId of await deps.unitOfWork.reading.inbound.listMailboxesToFile()) {
      attempted += await takeTurn(deps, mailboxId);
    }
    if (attempted === before || signal.aborted) return attempted;
  }
}

/** Batch by batch; while one is filed, the next is read. */
async function takeTurn(deps: Run, mailboxId: number): Promise<number> {
  let attempted = 0;
  let ahead: readonly ReadEmail[] = [];
  for (let left = BATCHES_A_TURN - 1; ; left--) {
    const { filed, next } = await fileBatch(deps, mailboxId, ahead, left > 0);
    attempted += filed;
    ahead = await next;
    if (deps.signal.aborted) await takeBack(deps, ahead);
    if (filed === 0 || left === 0 || deps.signal.aborted) return attempted;
  }
}

/** One transaction: the right to file this mailbox, then its mails in the order they came. */
async function fileBatch(
  deps: Run,
  mailboxId: number,
  ahead: readonly ReadEmail[],
  goesOn: boolean,
): Promise<{ filed: number; next: Promise<readonly ReadEmail[]> }> {
  let next: Promise<readonly ReadEmail[]> = Promise.resolve([]);
  // Outlives a transaction that deadlocked: run again, it files what was read, and no second attempt is counted.
  let batch = ahead;
  let isReadAhead = !goesOn;
  const lookAgain = createLookAgain();
  const filed = await deps.unitOfWork.transaction(async (stores) => {
    if (deps.signal.aborted || !(await stores.inbound.lockFiling(mailboxId))) return 0;
    return await keepAwake(stores.now, async () => {
      if (!(await isStillOurs(stores, batch))) batch = await read(deps, mailboxId, null);
      if (!isReadAhead) next = readAhead(deps, mailboxId, batch);
      isReadAhead = true;
      return await fileInOrder({ ...deps, lookAgain }, stores, batch);
    });
  });
  if (deps.signal.aborted) await takeBack(deps, batch.slice(filed));
  return { filed, next };
}

/** Gives how many were filed: fewer than all when the filing was ended meanwhile. */
async function fileInOrder(
  deps: Run & { readonly lookAgain: LookAgain },
  stores: Stores,
  batch: readonly ReadEmail[],
): Promise<number> {
  const [now, context, lastErasure] = await Promise.all([
    stores.now(),
    filingContextInForce(stores, deps.context),
    stores.erasures.findLast(),
  ]);
  const inForce = { ...deps, context, lastErasure, now };
  const filed =
    (batch.length > 1 ? await fileTogether(inForce, stores, batch) : null) ??
    (await fileEach(inForce, stores, batch, fileAlone));
  await deps.lookAgain(
    stores,
    batch.map(({ email }) => email.id),
    filed.lookedFor,
  );
  return filed.count;
}

interface FiledBatch {
  readonly count: number;
  readonly lookedFor: readonly LookedFor[];
}

interface InForce extends Run {
  readonly lastErasure: Instant | null;
  readonly now: Instant;
}

type FileOne = (deps: InForce, stores: Stores, read: ReadableEmail) => Promise<LookedFor | null>;

/**
 * All behind one savepoint, so that what is written for one mail goes to the server with what is asked about the next: waiting for each was a third of
 * what filing took. Null where something failed, be it only known at the end: nothing of it is true, and each is filed behind a savepoint of its own.
 */
async function fileTogether(deps: InForce, stores: Stores, batch: readonly ReadEmail[]): Promise<FiledBatch | null> {
  try {
    return await stores.savepoint(() => fileEach(deps, stores, batch, fileOne));
  } catch (error) {
    deps.log.debug({ emails: batch.length, err: error }, "a batch of emails is filed one by one");
    return null;
  }
}

async function fileEach(
  deps: InForce,
  stores: Stores,
  batch: readonly ReadEmail[],
  file: FileOne,
): Promise<FiledBatch> {
  let count = 0;
  const lookedFor: LookedFor[] = [];
  for (const { email, parsed } of batch) {
    // What could not be read while everything closes says nothing about the mail.
    if (deps.signal.aborted || parsed === null) break;
    const facts = { "svartid.inbound_email.id": email.id, "svartid.attempt": email.attempts };
    const looked = await (deps.tracer ?? UNTRACED).span(
      "file mail",
      { continues: { inboundEmailId: email.id }, facts, whenEnded: stores.afterCommit },
      () => file(deps, stores, { email, parsed }),
    );
    if (looked !== null) lookedFor.push(looked);
    count += 1;
  }
  return { count, lookedFor };
}

async function takeBack({ unitOfWork }: Run, unfiled: readonly ReadEmail[]): Promise<void> {
  if (unfiled.length > 0) await unitOfWork.reading.inbound.takeBackAttempts(unfiled.map(({ email }) => email));
}

// Between two transactions another worker may have filed this mailbox: what it touched is not filed from what we read.
async function isStillOurs(stores: Stores, ahead: readonly ReadEmail[]): Promise<boolean> {
  return ahead.length > 0 && (await stores.inbound.holdsAttempts(ahead.map(({ email }) => email)));
}

/**
 * Reads what comes after a batch while that is filed. A batch that was attempted before is one email, perhaps the one that ended its
 * reader: it stays alone. What cannot be read ahead is read in its turn.
 */
async function readAhead(deps: Run, mailboxId: number, batch: readonly ReadEmail[]): Promise<readonly ReadEmail[]> {
  const last = batch.at(-1)?.email;
  if (last === undefined || last.attempts > 1) return [];
  try {
    return await read(deps, mailboxId, last.id);
  } catch (error) {
    deps.log.warn({ mailboxId, err: error }, "emails could not be read ahead");
    return [];
  }
}

// Outside the transaction that files, so that the attempt is counted even if reading these bytes ends the process.
async function read(deps: Run, mailboxId: number, afterId: number | null): Promise<ReadEmail[]> {
  const emails = await deps.unitOfWork.reading.inbound.beginAttempts(mailboxId, BATCH, afterId);
  const options = deps.parseOptionsFor(mailboxId);
  return await untilAborted(deps.signal, (orAborted) =>
    Promise.all(emails.map(async (email) => ({ email, parsed: await orAborted(parse(deps, email, options)) }))),
  );
}

async function parse(deps: FilingDeps, email: EmailToFile, options: ParseOptions): Promise<ParsedMail> {
  if (email.attempts > MAX_ATTEMPTS) {
    return { ok: false, why: `not filed in ${MAX_ATTEMPTS} attempts`, headerOnly: NO_HEADERS };
  }
  const continues = { inboundEmailId: email.id };
  return await (deps.tracer ?? UNTRACED).span("parse mail", { continues }, async (note) => {
    const parsed = await deps.parser.parse(email.bytes, options);
    note({ "svartid.attempt": email.attempts, "svartid.readable": parsed.ok });
    return parsed;
  });
}

async function fileAlone(deps: InForce, stores: Stores, read: ReadableEmail): Promise<LookedFor | null> {
  try {
    return await stores.savepoint(() => fileOne(deps, stores, read));
  } catch (error) {
    await postpone(deps, stores, read.email, error);
    return null;
  }
}

/** Gives what the mail looked for. */
async function fileOne(deps: InForce, stores: Stores, { email, parsed }: ReadableEmail): Promise<LookedFor | null> {
  if (!parsed.ok) {
    await putAside(deps, stores, email, parsed);
    return null;
  }
  const { stated } = email;
  const mail = stated === null ? parsed.mail : asStated(parsed.mail, stated);
  const patience = NAME_SERVER_SECONDS[email.waits];
  if (patience !== undefined && awaitsNameServers(mail.authenticity)) {
    const fields = { inboundEmailId: email.id, waits: email.waits };
    stores.afterCommit(() => deps.log.info(fields, "inbound email waits for name servers"));
    await stores.inbound.awaitNameServers(email.id, "the name servers gave no answer", patience);
    return null;
  }
  const { now } = deps;
  const receivedAt = startedAt(email.acceptedAt, email.internalDate, mail.topmostTrustedReceivedAt);
  const readAttachments = () => deps.parser.readAttachments(email.bytes);
  const readAgain = createReadAgain(deps.parser, deps.parseOptionsFor(email.mailboxId));
  const { id: inboundEmailId, mailboxId } = email;
  const toFile = { inboundEmailId, mailboxId, mail, stated, receivedAt, now, readAttachments, readAgain };
  const remembered = await remember(deps, stores, email, toFile);
  if (remembered === null) return null;
  const careful = doubting(stores, deps.context.doubtedUntil, email.internalDate ?? email.acceptedAt);
  return (await fileMail(careful, deps.context, remembered)).lookedFor;
}

/** What is filed of a mail: all of it, but where somebody in it was erased after it came. */
async function remember(
  { lastErasure, context, parser }: InForce,
  stores: Stores,
  { internalDate, acceptedAt, bytes }: EmailToFile,
  toFile: MailToFile,
): Promise<MailToFile | null> {
  const at = internalDate ?? acceptedAt;
  const { pseudonyms } = context;
  if (lastErasure === null || lastErasure < at || pseudonyms === null) return toFile;
  return await forgetErased(stores, { pseudonyms, parser }, toFile, { at, bytes });
}

/** Read in vain: once more alone, then into quarantine. */
async function putAside(
  deps: FilingDeps,
  stores: Stores,
  email: EmailToFile,
  parsed: ParsedMail & { ok: false },
): Promise<void> {
  const fields = { inboundEmailId: email.id, attempts: email.attempts };
  if (email.attempts < MAX_READINGS) {
    stores.afterCommit(() => deps.log.warn(fields, "inbound email could not be read"));
    await stores.inbound.postpone(email.id, parsed.why, POSTPONE_SECONDS[0]);
    return;
  }
  stores.afterCommit(() => deps.log.warn(fields, "inbound email quarantined"));
  await stores.inbound.quarantine(email.id, parsed.why, headersOf(parsed.headerOnly));
}

async function postpone(deps: FilingDeps, stores: Stores, email: EmailToFile, error: unknown): Promise<void> {
  const message = error instanceof Object && "message" in error ? String(error.message) : String(error);
  const seconds = POSTPONE_SECONDS[Math.min(email.attempts, POSTPONE_SECONDS.length) - 1] ?? POSTPONE_SECONDS[0];
  // The savepoint throws in a transaction that must run again as a whole: then it was not this mail that failed.
  await stores.savepoint(() => stores.inbound.postpone(email.id, message, seconds));
  const fields = { inboundEmailId: email.id, attempts: email.attempts, error: message };
  stores.afterCommit(() => deps.log.error(fields, "inbound email could not be filed"));
}

function headersOf(headers: HeaderOnly): Filing["headers"] {
  return { fingerprint: null, messageId: headers.messageId, sender: headers.from, subject: headers.subject ?? "" };
}
