import { createHash } from "node:crypto";
import type { FetchMessageObject, ImapFlow } from "imapflow";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { ListedMail } from "../../usecases/ports/mailbox-reader.ts";
import type { ArrivedMail } from "../../usecases/ports/mailbox-store.ts";
import { type FetchLimits, fetchInPieces } from "./fetch-in-pieces.ts";
import { sequenceSet } from "./sequence-set.ts";

const STUMP_BYTES = 1_000;

/**
 * The bytes of mails listed in ascending order. Small ones are fetched whole and in ranges, a large one alone and piece by
 * piece. Pieces are only asked of one mail at a time: seen with a test server, one that answers partial fetches of many with
 * nothing. `progress` is called after each piece.
 */
export async function fetchMails(
  client: ImapFlow,
  mails: readonly ListedMail[],
  limits: FetchLimits,
  progress: () => void = () => undefined,
): Promise<ArrivedMail[]> {
  const arrived = new Map<number, ArrivedMail>();
  try {
    for (const group of groupBySize(mails, limits.pieceBytes)) {
      const [first] = group;
      if (first && first.size > limits.pieceBytes) await fetchLarge(client, first, limits, arrived, progress);
      else await fetchGroup(client, group, arrived);
    }
  } catch (error) {
    // RFC 3501 section 7.1.2: refused by the server, which is still there; the caller sees what is missing.
    if (wasRefused(error)) return mails.flatMap(({ uid }) => arrived.get(uid) ?? []);
    const whole = withoutGap(mails, arrived);
    if (whole.length === 0) throw error;
    return whole;
  }
  return mails.flatMap(({ uid }) => arrived.get(uid) ?? []);
}

function groupBySize(mails: readonly ListedMail[], pieceBytes: number): ListedMail[][] {
  const groups: ListedMail[][] = [];
  let isOpen = false;
  for (const mail of mails) {
    const isLarge = mail.size > pieceBytes;
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
  arrived: Map<number, ArrivedMail>,
): Promise<void> {
  const sizes = new Map(group.map(({ uid, size }) => [uid, size]));
  const range = sequenceSet([...sizes.keys()]);
  for await (const item of client.fetch(range, { uid: true, internalDate: true, source: true }, { uid: true })) {
    if (!item.source || isStump(item.source, sizes.get(item.uid) ?? 0)) continue;
    arrived.set(item.uid, asArrived(item, item.source, item.source.length));
  }
}

// Nothing, or a header alone, of a mail that is stated to have far more: taken as the mail, it would lose the rest. Stated sizes
// are wrong at times, but not by so much.
function isStump(source: Buffer, stated: number): boolean {
  if (source.length === 0) return stated > 0;
  const headerEnd = source.indexOf("\r\n\r\n");
  const hasBody = headerEnd >= 0 && headerEnd + 4 < source.length;
  return !hasBody && stated > source.length + STUMP_BYTES;
}

async function fetchLarge(
  client: ImapFlow,
  mail: ListedMail,
  limits: FetchLimits,
  arrived: Map<number, ArrivedMail>,
  progress: () => void,
): Promise<void> {
  const fetched = await fetchInPieces(client, mail, limits, progress);
  if (fetched) arrived.set(mail.uid, asArrived(fetched.item, fetched.bytes, fetched.size));
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
