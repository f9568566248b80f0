import type { AttemptFollowers } from "./follow-attempt.ts";
import type { Log } from "./ports/log.ts";

/**
 * The same followers, each behind a savepoint: one that fails undoes neither the record of the attempt nor the other. What it owes is
 * made good later: an answer is found by its absence from the ticket's history, and failures are noted on the mail.
 */
export function followCarefully(followers: AttemptFollowers, log: Log): AttemptFollowers {
  return {
    onReplySent: async (stores, mail, acceptedAt) => {
      try {
        await stores.savepoint(() => followers.onReplySent(stores, mail, acceptedAt));
      } catch (error) {
        log.error({ outboxId: mail.id, err: error }, "an answer is owed to its ticket");
      }
    },
    onFailed: async (stores, mail, failed) => {
      try {
        await stores.savepoint(() => followers.onFailed(stores, mail, failed));
      } catch (error) {
        log.error({ outboxId: mail.id, err: error }, "a failed delivery is still to be told");
        const addresses = failed.map(({ address }) => address);
        await stores.outbox.oweFailures(mail.id, addresses);
      }
    },
  };
}
