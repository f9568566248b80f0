import { acceptMail } from "./accept-mail.ts";
import { type BatchLimits, batchMails } from "./batch-mails.ts";
import type { BreakingMails } from "./breaking-mails.ts";
import type { Log } from "./ports/log.ts";
import type { ListedMail, MailboxConnection } from "./ports/mailbox-reader.ts";
import type { ArrivedMail, MailboxStore } from "./ports/mailbox-store.ts";

export interface SyncDeps {
  mailboxes: Pick<MailboxStore, "accept" | "findCursor" | "beginGeneration" | "recordSuccess">;
  onAccepted: (newEmails: number) => void;
  log: Log;
}

/** One mailbox as read under one lease. */
export interface Reading {
  mailboxId: number;
  mailbox: string;
  folder: string;
  epoch: number;
  batch: BatchLimits;
  breaking: BreakingMails;
}

/** Where a sync ended. `unreadable` mails are in the folder, but the server does not hand them out. */
export type SyncResult =
  | { kind: "synced"; lastUid: number; accepted: number; unreadable: number }
  | { kind: "fenced" }
  | { kind: "stopped" };

const SIZES_AT_ONCE = 500;

/**
 * Finds where reading stands in the folder that the connection has open, and begins a new generation where UIDs lost their
 * meaning: another UIDVALIDITY (RFC 3501 section 2.3.1.1), or, seen after restores from backups, the same one with UIDs
 * that went backwards. A new generation reads the whole folder: what is known by its bytes is sighted, not added.
 */
export async function beginReading(deps: SyncDeps, reading: Reading, connection: MailboxConnection): Promise<number> {
  const { uidvalidity, uidNext } = connection.folder;
  const cursor = await deps.mailboxes.findCursor(reading.mailboxId, reading.folder);
  const goesOn = cursor?.uidvalidity === uidvalidity && uidNext > cursor.lastUid;
  reading.breaking.reading(uidvalidity, !goesOn);
  if (goesOn) return cursor.lastUid;
  await deps.mailboxes.beginGeneration(reading.mailboxId, reading.folder, uidvalidity);
  if (cursor) {
    const fields = {
      mailbox: reading.mailbox,
      uidvalidity,
      before: cursor.uidvalidity,
      uidNext,
      lastUid: cursor.lastUid,
    };
    deps.log.error(fields, "folder was renumbered by its server, reading all of it again");
  }
  return 0;
}

/**
 * Accepts everything above `lastUid`, batch by batch, each committed before the next is fetched. `progress` is called
 * after every batch, and while a large mail comes in. Failures of the server or the database are thrown; what was accepted until then stays accepted.
 */
export async function syncFolder(
  deps: SyncDeps,
  reading: Reading,
  connection: MailboxConnection,
  lastUid: number,
  progress: () => void,
  signal: AbortSignal,
): Promise<SyncResult> {
  const result = { kind: "synced" as const, lastUid, accepted: 0, unreadable: 0 };
  const uids = await connection.listAbove(lastUid);
  for (let start = 0; start < uids.length; start += SIZES_AT_ONCE) {
    const some = uids.slice(start, start + SIZES_AT_ONCE).filter((uid) => !reading.breaking.isPassedOver(uid));
    result.unreadable += Math.min(SIZES_AT_ONCE, uids.length - start) - some.length;
    const listed = await connection.readSizes(some);
    for (const batch of batchMails(listed, limitsOf(reading))) {
      if (signal.aborted) return { kind: "stopped" };
      const taken = await takeBatch(deps, reading, connection, batch, progress);
      if (taken === "fenced") return { kind: "fenced" };
      result.accepted += taken.accepted;
      result.unreadable += taken.unreadable;
      result.lastUid = Math.max(result.lastUid, taken.lastUid);
      progress();
      // A backlog may take long, and is no silence meanwhile.
      if (taken.accepted > 0) await deps.mailboxes.recordSuccess(reading.mailboxId);
    }
  }
  return result;
}

function limitsOf({ batch, breaking }: Reading): BatchLimits {
  return breaking.isSearching() ? { ...batch, mails: 1 } : batch;
}

type Taken = { accepted: number; unreadable: number; lastUid: number };

// What came without a gap is accepted before anything else is asked for: a connection that breaks again and again still
// gets on, mail by mail.
async function takeBatch(
  deps: SyncDeps,
  reading: Reading,
  connection: MailboxConnection,
  batch: readonly ListedMail[],
  progress: () => void,
): Promise<Taken | "fenced"> {
  reading.breaking.fetching(batch.map(({ uid }) => uid));
  const fetched = new Map((await connection.fetch(batch, progress)).map((mail) => [mail.uid, mail]));
  reading.breaking.fetched();
  const gap = batch.findIndex(({ uid }) => !fetched.has(uid));
  const mails = (gap < 0 ? batch : batch.slice(0, gap)).flatMap(({ uid }) => fetched.get(uid) ?? []);
  if (!(await accept(deps, reading, connection, mails))) return "fenced";
  if (gap < 0) return takenOf(mails, 0);
  const rest = await takeOneByOne(deps, reading, connection, batch.slice(gap), fetched);
  return rest === "fenced" ? rest : { ...rest, accepted: rest.accepted + mails.length };
}

// Some were deleted meanwhile, or the server stumbles over one of them. Each is asked for alone, so that one bad mail holds
// up no other; what is there and yet not handed out is reported, and the audit looks for it.
async function takeOneByOne(
  deps: SyncDeps,
  reading: Reading,
  connection: MailboxConnection,
  listed: readonly ListedMail[],
  fetched: ReadonlyMap<number, ArrivedMail>,
): Promise<Taken | "fenced"> {
  const mails: ArrivedMail[] = [];
  let unreadable = 0;
  for (const one of listed) {
    const mail = fetched.get(one.uid) ?? (await connection.fetch([one]))[0];
    if (mail) mails.push(mail);
    else if ((await connection.readSizes([one.uid])).length > 0) unreadable += 1;
  }
  const fields = { mailbox: reading.mailbox, unreadable, vanished: listed.length - mails.length - unreadable };
  if (unreadable > 0) deps.log.error(fields, "server does not hand out mails that it lists");
  else deps.log.info(fields, "mails were gone before they were fetched");
  return (await accept(deps, reading, connection, mails)) ? takenOf(mails, unreadable) : "fenced";
}

async function accept(
  deps: SyncDeps,
  reading: Reading,
  connection: MailboxConnection,
  mails: readonly ArrivedMail[],
): Promise<boolean> {
  const { uidvalidity } = connection.folder;
  const { mailboxId, epoch, folder } = reading;
  const result = await acceptMail(deps, { mailboxId, epoch, channel: "imap", folder, uidvalidity, mails });
  warnOfOversize(deps, reading, mails);
  return result.kind === "accepted";
}

function warnOfOversize(deps: SyncDeps, reading: Reading, mails: readonly ArrivedMail[]): void {
  for (const mail of mails) {
    if (mail.size <= mail.bytes.length) continue;
    const fields = { mailbox: reading.mailbox, uid: mail.uid, size: mail.size, kept: mail.bytes.length };
    deps.log.warn(fields, "mail over the limit, its beginning was accepted and all of it is left in the mailbox");
  }
}

function takenOf(mails: readonly ArrivedMail[], unreadable: number): Taken {
  return { accepted: mails.length, unreadable, lastUid: mails.at(-1)?.uid ?? 0 };
}
