import { createHash } from "node:crypto";
import type { FetchMessageObject, ImapFlow } from "imapflow";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { ListedMail } from "../../usecases/ports/mailbox-reader.ts";
import type { ArrivedMail } from "../../usecases/ports/mailbox-store.ts";
import { sequenceSet } from "./sequence-set.ts";

/**
 * The bytes of mails listed in ascending order. Whole mails are fetched in ranges. A part is only asked for where the limit
 * cuts, and for one mail at a time: seen with a test server, one that answers partial fetches of many with nothing.
 */
export async function fetchMails(
  client: ImapFlow,
  mails: readonly ListedMail[],
  maxMailBytes: number,
): Promise<ArrivedMail[]> {
  const arrived = new Map<number, ArrivedMail>();
  try {
    for (const group of groupBySize(mails, maxMailBytes)) await fetchGroup(client, group, maxMailBytes, arrived);
  } catch (error) {
    // RFC 3501 section 7.1.2: refused by the server, which is still there; the caller sees what is missing.
    if (wasRefused(error)) return mails.flatMap(({ uid }) => arrived.get(uid) ?? []);
    const whole = withoutGap(mails, arrived);
    if (whole.length === 0) throw error;
    return whole;
  }
  return mails.flatMap(({ uid }) => arrived.get(uid) ?? []);
}

function groupBySize(mails: readonly ListedMail[], maxMailBytes: number): ListedMail[][] {
  const groups: ListedMail[][] = [];
  let isOpen = false;
  for (const mail of mails) {
    const isLarge = mail.size > maxMailBytes;
    if (isOpen && !isLarge) groups.at(-1)?.push(mail);
    else groups.push([mail]);
    isOpen = !isLarge;
  }
  return groups;
}

// No command may run inside the loop: imapflow would wait for itself.
async function fetchGroup(
  client: ImapFlow,
  group: readonly ListedMail[],
  maxMailBytes: number,
  arrived: Map<number, ArrivedMail>,
): Promise<void> {
  const sizes = new Map(group.map(({ uid, size }) => [uid, size]));
  const isCut = group.some(({ size }) => size > maxMailBytes);
  const source = isCut ? { start: 0, maxLength: maxMailBytes } : true;
  const range = sequenceSet([...sizes.keys()]);
  for await (const item of client.fetch(range, { uid: true, internalDate: true, source }, { uid: true })) {
    const stated = sizes.get(item.uid) ?? 0;
    // An empty answer for a mail that has a size is none: taken as the mail, it would lose it.
    if (!item.source || (item.source.length === 0 && stated > 0)) continue;
    arrived.set(item.uid, asArrived(item, item.source, isCut ? stated : item.source.length));
  }
}

function asArrived(item: FetchMessageObject, source: Buffer, size: number): ArrivedMail {
  return {
    uid: item.uid,
    sha256: createHash("sha256").update(source).digest("hex"),
    bytes: source,
    size,
    internalDate: asInstant(item.internalDate),
  };
}

// imapflow gives what it could not read as text.
function asInstant(date: Date | string | undefined): Instant | null {
  return date === undefined || typeof date === "string" || Number.isNaN(date.getTime())
    ? null
    : instant(date.getTime());
}

function wasRefused(error: unknown): boolean {
  const status = typeof error === "object" && error !== null && "responseStatus" in error ? error.responseStatus : null;
  return status === "NO" || status === "BAD";
}

function withoutGap(mails: readonly ListedMail[], arrived: ReadonlyMap<number, ArrivedMail>): ArrivedMail[] {
  const whole: ArrivedMail[] = [];
  for (const { uid } of mails) {
    const mail = arrived.get(uid);
    if (!mail) break;
    whole.push(mail);
  }
  return whole;
}
