import type { ImapFlow } from "imapflow";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import { sequenceSet } from "./sequence-set.ts";

/** Deletes single mails. Without UIDPLUS (RFC 4315) an EXPUNGE would take with them what people have marked as deleted. */
export async function remove(client: ImapFlow, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return;
  if (!client.capabilities.has("UIDPLUS") && !client.capabilities.has("IMAP4REV2"))
    throw cannot("it does not offer UIDPLUS");
  if (!(await client.messageDelete(sequenceSet(uids), { uid: true }))) throw cannot("it refused");
}

function cannot(why: string): AdapterError {
  const message = `The mail server does not delete single mails (${why}): the desk leaves the canaries in the mailbox.`;
  return new AdapterError("imap", "delete-refused", message, { retryable: false });
}
