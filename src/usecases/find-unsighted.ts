import { type AcceptMailDeps, acceptMail } from "./accept-mail.ts";
import type { ListedMail, MailboxConnection } from "./ports/mailbox-reader.ts";
import type { SightingStore } from "./ports/sighting-store.ts";

/** A folder of a mailbox, as the desk names it. */
export interface FolderPlace {
  mailboxId: number;
  folder: string;
}

const UIDS_AT_ONCE = 1_000;

/** UIDs up to the one given that are in the folder and were never sighted: reading passed them over. Ascending. */
export async function findUnsighted(
  sightings: Pick<SightingStore, "listSighted">,
  place: FolderPlace,
  connection: MailboxConnection,
  upToUid: number,
): Promise<number[]> {
  const uids = (await connection.listAbove(0)).filter((uid) => uid <= upToUid);
  const missing: number[] = [];
  for (let start = 0; start < uids.length; start += UIDS_AT_ONCE) {
    const some = uids.slice(start, start + UIDS_AT_ONCE);
    const { uidvalidity } = connection.folder;
    const sighted = await sightings.listSighted(place.mailboxId, place.folder, uidvalidity, some);
    missing.push(...some.filter((uid) => !sighted.has(uid)));
  }
  return missing;
}

/**
 * Accepts mails that were passed over, one by one; gives the UIDs that the server still does not hand out. Needs no lease:
 * it only adds what is not there, and moves no cursor.
 */
export async function acceptUnsighted(
  deps: AcceptMailDeps,
  place: FolderPlace,
  connection: MailboxConnection,
  uids: readonly number[],
): Promise<number[]> {
  const left: number[] = [];
  for (const listed of await connection.readSizes(uids)) {
    if (!(await acceptOne(deps, place, connection, listed))) left.push(listed.uid);
  }
  return left;
}

async function acceptOne(
  deps: AcceptMailDeps,
  place: FolderPlace,
  connection: MailboxConnection,
  listed: ListedMail,
): Promise<boolean> {
  const mails = await connection.fetch([listed]);
  const { uidvalidity } = connection.folder;
  await acceptMail(deps, { ...place, epoch: null, channel: "imap", uidvalidity, mails });
  return mails.length > 0;
}
