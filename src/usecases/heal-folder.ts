import type { AcceptMailDeps } from "./accept-mail.ts";
import { acceptUnsighted, findUnsighted } from "./find-unsighted.ts";
import type { Log } from "./ports/log.ts";
import type { MailboxConnection } from "./ports/mailbox-reader.ts";
import type { SightingStore } from "./ports/sighting-store.ts";
import type { Reading } from "./sync-folder.ts";

export interface HealDeps extends AcceptMailDeps {
  sightings: Pick<SightingStore, "listSighted">;
  log: Log;
}

/**
 * Looks whether reading passed mails over, and accepts those that the server hands out by now; gives how many are left. One
 * that breaks connections is not asked for again: a restart or `svartid audit --heal` does.
 */
export async function healFolder(
  deps: HealDeps,
  reading: Reading,
  connection: MailboxConnection,
  lastUid: number,
): Promise<number> {
  const place = { mailboxId: reading.mailboxId, folder: reading.folder };
  const unsighted = await findUnsighted(deps.sightings, place, connection, lastUid);
  if (unsighted.length === 0) return 0;
  const harmless = unsighted.filter((uid) => !reading.breaking.isPassedOver(uid));
  const left = await acceptUnsighted(deps, place, connection, harmless);
  const healed = harmless.length - left.length;
  const stillLeft = unsighted.length - healed;
  deps.log.error({ mailbox: reading.mailbox, healed, left: stillLeft }, "mails had been passed over in the folder");
  return stillLeft;
}
