import type { FetchMessageObject, ImapFlow } from "imapflow";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { ListedMail } from "../../usecases/ports/mailbox-reader.ts";

export interface FetchLimits {
  /** Of a larger mail only so many octets are fetched. */
  maxMailBytes: number;
  /** A mail that its server says is larger is fetched in pieces of so many octets. */
  pieceBytes: number;
}

/** `size` is larger than the bytes where only the beginning was taken. */
export interface FetchedMail {
  readonly item: FetchMessageObject;
  readonly bytes: Buffer;
  readonly size: number;
}

/** A piece with nothing in it is asked for once more: the server may have stumbled. */
const EMPTY_PIECES = 2;

/**
 * One mail piece by piece; null where the server hands out nothing of it. Some servers state a wrong size, and some hand out less
 * than they have: neither tells where a mail ends. A piece that is short once the stated size is reached does; before that,
 * only the whole mail, whose octets the server counts as it sends it. Fails rather than giving a mail cut off as if it were whole.
 */
export async function fetchInPieces(
  client: ImapFlow,
  mail: ListedMail,
  { maxMailBytes, pieceBytes }: FetchLimits,
  progress: () => void,
): Promise<FetchedMail | null> {
  const pieces: Buffer[] = [];
  let start = 0;
  let empty = 0;
  while (start < maxMailBytes) {
    const maxLength = Math.min(pieceBytes, maxMailBytes - start);
    const asked = await askPiece(client, mail.uid, start, maxLength);
    if (asked === null) return null;
    const { item, piece } = asked;
    pieces.push(piece);
    start += piece.length;
    empty = piece.length === 0 ? empty + 1 : 0;
    progress();
    if (piece.length < maxLength && start >= mail.size) return { item, bytes: Buffer.concat(pieces), size: start };
    if (empty === EMPTY_PIECES) return await endEarly(client, mail, start, maxMailBytes);
    if (start >= maxMailBytes) return { item, bytes: Buffer.concat(pieces), size: Math.max(mail.size, start) };
  }
  return null;
}

async function askPiece(client: ImapFlow, uid: number, start: number, maxLength: number) {
  const query = { uid: true, internalDate: true, source: { start, maxLength } };
  const item = await client.fetchOne(`${uid}`, query, { uid: true });
  return item === false ? null : { item, piece: (item.source ?? Buffer.alloc(0)).subarray(0, maxLength) };
}

// Nothing more comes, and less came than the server stated.
async function endEarly(
  client: ImapFlow,
  mail: ListedMail,
  got: number,
  maxMailBytes: number,
): Promise<FetchedMail | null> {
  if (got === 0) return null;
  const item = await client.fetchOne(`${mail.uid}`, { uid: true, internalDate: true, source: true }, { uid: true });
  if (item === false) return null;
  const whole = item.source ?? Buffer.alloc(0);
  if (whole.length >= got) return { item, bytes: whole.subarray(0, maxMailBytes), size: whole.length };
  const message = `The mail server hands out ${got} octets of a mail (UID ${mail.uid}) that it states to have ${mail.size}: it is asked again, and passed over when it breaks off each time; repair the mailbox there, then run "svartid audit".`;
  throw new AdapterError("imap", "short-read", message, { retryable: true });
}
