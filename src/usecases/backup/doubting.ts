import { CLASS_RULES } from "../../domain/outbound/mail-class.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * The stores for filing one mail. After a restore the mailbox hands over again what came in since the backup, and the lost database may have answered
 * it: whatever such a mail causes for a customer is queued as doubted, so that nobody is answered twice. Agents are told again; a notice more does
 * no harm. `cameAt`: when the mailbox got the mail; null where it does not say, and nothing is doubted.
 */
export function doubting(stores: Stores, doubtedUntil: Instant | null, cameAt: Instant | null): Stores {
  if (doubtedUntil === null || cameAt === null || cameAt >= doubtedUntil) return stores;
  const { outbox } = stores;
  return {
    ...stores,
    outbox: {
      ...outbox,
      insert: (mail) => outbox.insert({ ...mail, isDoubted: CLASS_RULES[mail.class].audience === "customer" }),
    },
  };
}
