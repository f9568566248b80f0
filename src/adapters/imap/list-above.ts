import type { ImapFlow } from "imapflow";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { Log } from "../../usecases/ports/log.ts";

/** RFC 3501 section 2.3.1.1. What is beyond it names no mail, and taken as one it would hide all that come later. */
const MAX_UID = 2 ** 32 - 1;
const HIDDEN = "server hides mail from SEARCH, listed by FETCH";

/**
 * UIDs above the one given. SEARCH is asked first. When it finds nothing, the mails are listed by FETCH, whatever UIDNEXT
 * says: seen in the wild, a server whose every SEARCH came back empty hid 4,028 mails. Without new mail that is one line.
 * Where all are asked for (0), a SEARCH that leaves some out is found by their number.
 */
export async function listAbove(client: ImapFlow, folder: string, uid: number, log: Log): Promise<number[]> {
  const found = above((await client.search({ uid: `${uid + 1}:*` }, { uid: true })) || [], uid);
  if (found.length > 0) return uid === 0 ? await completed(client, found, log) : found;
  const { counted, messages, uidNext } = await askStatus(client, folder);
  if (counted === 0 && messages === 0) return [];
  const all = await listByFetch(client, uid);
  if (wentBack(all, uid, uidNext)) throw reopen("its UIDs went back");
  const listed = above(all, uid);
  if (listed.length === 0 && uid === 0 && messages > 0) throw noUids();
  if (listed.length > 0) log.error({ mails: listed.length }, HIDDEN);
  return listed;
}

/** `counted`: how many mails the server told of by itself before. A STATUS may be as wrong as a SEARCH. */
interface Status {
  counted: number;
  messages: number;
  uidNext: number | undefined;
}

async function askStatus(client: ImapFlow, folder: string): Promise<Status> {
  // imapflow answers a SEARCH without an open folder with nothing, as if there were no mail.
  if (!client.mailbox) throw reopen("the folder is no longer open");
  const counted = client.mailbox.exists;
  const status = await client.status(folder, { messages: true, uidValidity: true, uidNext: true });
  if (!status) throw reopen("the folder has no status");
  if (status.uidValidity !== undefined && status.uidValidity !== client.mailbox.uidValidity) {
    throw reopen("its UIDVALIDITY has changed");
  }
  return { counted, messages: status.messages ?? counted, uidNext: status.uidNext };
}

// Of a whole folder it is known how many mails there are. One that came meanwhile is above all others, and hidden by nobody.
async function completed(client: ImapFlow, found: number[], log: Log): Promise<number[]> {
  const exists = client.mailbox ? client.mailbox.exists : 0;
  if (found.length >= exists) return found;
  const listed = above(await listByFetch(client, 0), 0);
  const known = new Set(found);
  const last = found.at(-1) ?? 0;
  const hidden = listed.filter((uid) => uid < last && !known.has(uid)).length;
  if (hidden > 0) log.error({ mails: hidden }, HIDDEN);
  return listed.length > found.length ? listed : found;
}

function reopen(why: string): AdapterError {
  return new AdapterError("imap", "folder-changed", `The folder must be opened anew, since ${why}.`, {
    retryable: true,
  });
}

// Mails are there, and none can be named: silence would look like an empty mailbox.
function noUids(): AdapterError {
  const message =
    "The mail server counts mails in the folder and gives none of them a UID that can be: none can be read. Have the server repaired; the mails wait there.";
  return new AdapterError("imap", "no-uids", message, { retryable: true });
}

async function listByFetch(client: ImapFlow, uid: number): Promise<number[]> {
  const uids: number[] = [];
  for await (const item of client.fetch(`${uid + 1}:*`, { uid: true }, { uid: true })) uids.push(item.uid);
  return uids;
}

// A UIDNEXT never falls (RFC 3501 section 2.3.1.1). One that is not above the mails that are there merely lags, and tells nothing.
function wentBack(uids: readonly number[], lastUid: number, uidNext: number | undefined): boolean {
  const highest = uids.reduce((most, uid) => (uid <= MAX_UID ? Math.max(most, uid) : most), 0);
  return uidNext !== undefined && uidNext <= lastUid && uidNext > highest;
}

// RFC 3501 section 6.4.8: `n:*` always names the last mail, also when its UID is below n.
function above(uids: readonly number[], uid: number): number[] {
  return uids.filter((candidate) => candidate > uid && candidate <= MAX_UID).sort((a, b) => a - b);
}
