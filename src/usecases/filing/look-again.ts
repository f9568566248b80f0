import { RunAgain, type Stores } from "../ports/unit-of-work.ts";
import type { LookedFor } from "./follow-names.ts";

export type LookAgain = (
  stores: Pick<Stores, "tickets">,
  inboundEmailIds: readonly number[],
  lookedFor: readonly LookedFor[],
) => Promise<void>;

/**
 * Two mails of one conversation may be filed at the same time, from two mailboxes, and neither sees the other. Whoever opens a ticket for a requester waits for who
 * opened one before, so the later of the two sees the other at the end of its transaction, which is then run again. Gives a look that does so once: what
 * came meanwhile the second time was not waited for. `inboundEmailIds`: all of the transaction.
 */
export function createLookAgain(): LookAgain {
  let isFirst = true;
  return async (stores, inboundEmailIds, lookedFor) => {
    if (!isFirst || lookedFor.length === 0) return;
    isFirst = false;
    const isFound = await stores.tickets.isFoundByNow({
      inboundEmailIds,
      messageIds: lookedFor.flatMap(({ messageId }) => messageId ?? []),
      sharing: lookedFor.flatMap(({ sharing }) => sharing),
      namingIds: lookedFor.flatMap(({ namingIds }) => namingIds),
      unknownIds: lookedFor.flatMap(({ unknownIds }) => unknownIds),
    });
    if (isFound) throw new RunAgain("a mail of the same conversation was filed meanwhile");
  };
}
