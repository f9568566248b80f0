import type { AcceptMailDeps } from "./accept-mail.ts";
import type { AuditCheck, AuditPart } from "./audit.ts";
import { acceptUnsighted, findUnsighted } from "./find-unsighted.ts";
import type { MailboxConnection, MailboxReader } from "./ports/mailbox-reader.ts";
import type { MailboxStore } from "./ports/mailbox-store.ts";
import type { SightingStore } from "./ports/sighting-store.ts";

export interface AuditMailboxDeps extends AcceptMailDeps {
  reader: MailboxReader;
  mailboxes: Pick<MailboxStore, "accept" | "findCursor">;
  sightings: Pick<SightingStore, "listSighted">;
}

export interface AuditMailboxRequest {
  mailboxId: number;
  mailbox: string;
  folder: string;
  /** Accepts what was passed over; what is then sighted is no fault any more. */
  heal: boolean;
}

/**
 * Mailbox against sightings: every mail in the folder up to the cursor was sighted. Mails above it wait to be read and are
 * only counted; so is a whole folder that its server has renumbered and that was not read since.
 */
export function auditMailbox(deps: AuditMailboxDeps, request: AuditMailboxRequest): AuditPart {
  const name = `mailbox ${request.mailbox}`;
  return {
    name,
    async look() {
      const connection = await deps.reader.connect(new AbortController().signal);
      try {
        return await compare(deps, request, connection, name);
      } finally {
        await connection.close();
      }
    },
  };
}

async function compare(
  deps: AuditMailboxDeps,
  request: AuditMailboxRequest,
  connection: MailboxConnection,
  name: string,
): Promise<AuditCheck[]> {
  const { mailboxId, mailbox, folder } = request;
  const cursor = await deps.mailboxes.findCursor(mailboxId, folder);
  const lastUid = cursor?.uidvalidity === connection.folder.uidvalidity ? cursor.lastUid : 0;
  const place = { mailboxId, folder };
  const unsighted = await findUnsighted(deps.sightings, place, connection, lastUid);
  const left = request.heal ? await acceptUnsighted(deps, place, connection, unsighted) : unsighted;
  const uids = await connection.listAbove(0);
  return [
    {
      name: `${name}: mails sighted`,
      count: uids.filter((uid) => uid <= lastUid).length - left.length,
      faults: left.map((uid) => `UID ${uid} in ${folder} of mailbox ${mailbox} was never accepted`),
    },
    { name: `${name}: mails to read`, count: uids.filter((uid) => uid > lastUid).length, faults: [] },
  ];
}
