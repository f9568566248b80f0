import { AdapterError } from "./ports/adapter-error.ts";
import type { EvidenceSource } from "./ports/evidence-source.ts";
import type { MailboxStore } from "./ports/mailbox-store.ts";
import type { Waiting } from "./ports/waiting.ts";

export interface WatchedJournal extends EvidenceSource {
  /** Opens the journal if nothing has for `JOURNAL_LOOK_SECONDS`; throws what `find` throws. */
  look(): Promise<void>;
}

interface Watch {
  readonly mailboxes: Pick<MailboxStore, "recordSuccess" | "recordFailure">;
  readonly mailboxId: number;
  readonly waiting: Pick<Waiting, "elapsedMs">;
}

/** Whether the journal can be read must be known before a mail needs it. */
export const JOURNAL_LOOK_SECONDS = 300;

/** A journal of which is recorded, as of a mailbox, whether it could be read: readiness tells it (`judgeReadiness`). */
export function watchJournal(source: EvidenceSource, { mailboxes, mailboxId, waiting }: Watch): WatchedJournal {
  let lookedAt = Number.NEGATIVE_INFINITY;
  const find: EvidenceSource["find"] = async (messageIds) => {
    lookedAt = waiting.elapsedMs();
    try {
      const found = await source.find(messageIds);
      await mailboxes.recordSuccess(mailboxId);
      return found;
    } catch (error) {
      if (error instanceof AdapterError) {
        await mailboxes.recordFailure(mailboxId, { code: error.code, message: error.message });
      }
      throw error;
    }
  };
  return {
    name: source.name,
    find,
    look: async () => {
      if (waiting.elapsedMs() - lookedAt >= JOURNAL_LOOK_SECONDS * 1000) await find([]);
    },
  };
}
