import type { AfterAccepting } from "../domain/desk/mailbox-settings.ts";
import { AdapterError } from "./ports/adapter-error.ts";
import type { CanaryStore } from "./ports/canary-store.ts";
import type { Log } from "./ports/log.ts";
import type { MailboxConnection } from "./ports/mailbox-reader.ts";
import type { SightingStore } from "./ports/sighting-store.ts";
import type { Reading } from "./sync-folder.ts";

const MAILS_AT_ONCE = 200;

export interface TidyDeps {
  readonly sightings: Pick<SightingStore, "listSighted">;
  readonly canaries: Pick<CanaryStore, "listHeld">;
  readonly log: Log;
}

/**
 * Does `after` to the mails that were accepted, told from the database, so that it can be repeated and a crash leaves
 * nothing undone. It serves people who look into the mailbox, and may fail for ever: a refusal is logged and no more.
 * A connection that breaks is thrown on. Canaries stay where `removeCanaries` finds them.
 */
export async function tidyFolder(
  deps: TidyDeps,
  reading: Reading,
  connection: MailboxConnection,
  lastUid: number,
  after: AfterAccepting,
): Promise<void> {
  if (after.kind === "keep") return;
  const candidates = await connection.listUntidied(lastUid, after);
  const { mailboxId, folder } = reading;
  for (let start = 0; start < candidates.length; start += MAILS_AT_ONCE) {
    const uids = candidates.slice(start, start + MAILS_AT_ONCE);
    const sighted = await deps.sightings.listSighted(mailboxId, folder, connection.folder.uidvalidity, uids);
    const { uidvalidity } = connection.folder;
    const held = await deps.canaries.listHeld({ mailboxId, folder, uidvalidity }, uids);
    const accepted = uids.filter((uid) => sighted.has(uid) && !held.has(uid));
    if (!(await tidyBatch(deps.log, reading, connection, accepted, after))) return;
  }
}

async function tidyBatch(
  log: Log,
  reading: Reading,
  connection: MailboxConnection,
  uids: readonly number[],
  after: AfterAccepting,
): Promise<boolean> {
  try {
    await connection.tidy(uids, after);
    return true;
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    log.warn({ mailbox: reading.mailbox, code: error.code }, "accepted mails were not moved");
    return false;
  }
}
