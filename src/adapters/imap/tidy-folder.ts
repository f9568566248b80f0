import type { ImapFlow } from "imapflow";
import type { AfterAccepting } from "../../domain/desk/mailbox-settings.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import { sequenceSet } from "./sequence-set.ts";

export async function listUntidied(client: ImapFlow, upToUid: number, after: AfterAccepting): Promise<number[]> {
  if (after.kind === "keep" || upToUid < 1) return [];
  const uid = `1:${upToUid}`;
  const found = await client.search(after.kind === "flag" ? { uid, flagged: false } : { uid }, { uid: true });
  return (found || []).filter((candidate) => candidate <= upToUid).sort((a, b) => a - b);
}

export async function tidy(client: ImapFlow, uids: readonly number[], after: AfterAccepting): Promise<void> {
  if (uids.length === 0 || after.kind === "keep") return;
  if (after.kind === "flag") {
    await client.messageFlagsAdd(sequenceSet(uids), ["\\Flagged"], { uid: true });
    return;
  }
  // Without MOVE (RFC 6851) a move is a copy, a flag and an expunge, and a break between them can lose the mail.
  if (!client.capabilities.has("MOVE")) throw cannotMove(after.folder, "the server does not offer MOVE");
  if (!(await client.messageMove(sequenceSet(uids), after.folder, { uid: true }))) {
    throw cannotMove(after.folder, "the server refused it");
  }
}

function cannotMove(folder: string, why: string): AdapterError {
  return new AdapterError(
    "imap",
    "move-refused",
    `Accepted mails stay where they are, since they cannot be moved to "${folder}" (${why}): create that folder, or set "after: keep".`,
    { retryable: false },
  );
}
