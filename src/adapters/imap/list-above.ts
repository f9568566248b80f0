import type { ImapFlow } from "imapflow";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { Log } from "../../usecases/ports/log.ts";

const HIDDEN = "server hides mail from SEARCH, listed by FETCH";

/**
 * UIDs above the one given. SEARCH is asked first. When it finds nothing, the mails are listed by FETCH, whatever UIDNEXT
 * says: seen in the wild, a server whose every SEARCH came back empty hid 4,028 mails. Without new mail that is one line.
 * Where all are asked for (0), a SEARCH that leaves some out is found by their number.
 */
export async function listAbove(client: ImapFlow, folder: string, uid: number, log: Log): Promise<number[]> {
  const found = above(await client.search({ uid: `${uid + 1}:*` }, { uid: true }), uid);
  if (found.length > 0) return uid === 0 ? await completed(client, found, log) : found;
  // imapflow answers a SEARCH without an open folder with nothing, as if there were no mail.
  if (!client.mailbox) throw reopen("the folder is no longer open");
  const status = await client.status(folder, { messages: true, uidValidity: true });
  if (!status) throw reopen("the folder has no status");
  if (status.uidValidity !== undefined && status.uidValidity !== client.mailbox.uidValidity) {
    throw reopen("its UIDVALIDITY has changed");
  }
  if (status.messages === 0) return [];
  const listed = above(await listByFetch(client, uid), uid);
  if (listed.length > 0) log.error({ mails: listed.length }, HIDDEN);
  return listed;
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

async function listByFetch(client: ImapFlow, uid: number): Promise<number[]> {
  const uids: number[] = [];
  for await (const item of client.fetch(`${uid + 1}:*`, { uid: true }, { uid: true })) uids.push(item.uid);
  return uids;
}

// RFC 3501 section 6.4.8: `n:*` always names the last mail, also when its UID is below n.
function above(uids: number[] | false | undefined, uid: number): number[] {
  return uids ? uids.filter((candidate) => candidate > uid).sort((a, b) => a - b) : [];
}
