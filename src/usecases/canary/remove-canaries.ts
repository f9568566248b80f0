import { AdapterError } from "../ports/adapter-error.ts";
import type { CanaryStore } from "../ports/canary-store.ts";
import type { Log } from "../ports/log.ts";
import type { MailboxConnection } from "../ports/mailbox-reader.ts";
import type { Reading } from "../sync-folder.ts";

const AT_ONCE = 200;

/**
 * Takes the canaries that have served out of their folder and then out of the database, so that neither people nor tables get to keep them. Told from
 * the database: what a crash leaves is done at the next look. A server that cannot delete single mails keeps them, and so does the desk, which
 * must account for every mail that is there.
 */
export async function removeCanaries(
  deps: { readonly canaries: Pick<CanaryStore, "listInFolder" | "forget">; readonly log: Log },
  { mailboxId, mailbox, folder }: Pick<Reading, "mailboxId" | "mailbox" | "folder">,
  connection: Pick<MailboxConnection, "folder" | "remove">,
): Promise<void> {
  const place = { mailboxId, folder, uidvalidity: connection.folder.uidvalidity };
  const mails = await deps.canaries.listInFolder(place, AT_ONCE);
  if (mails.length === 0) return;
  try {
    await connection.remove(mails.flatMap(({ uid }) => uid ?? []).sort((a, b) => a - b));
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    deps.log.warn({ mailbox, code: error.code }, "canaries were not taken out of the mailbox");
    return;
  }
  await deps.canaries.forget(mails.map(({ inboundEmailId }) => inboundEmailId));
}
