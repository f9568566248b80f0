import { CLASS_RULES } from "../../domain/outbound/mail-class.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * The stores for one thing that was due at `dueAt`: a mail to be filed when it came in, a survey, the notices of a release. After a restore all that was
 * due since the backup is done again, and the lost database may have done it: whatever it causes for a customer is queued as doubted, so that nobody
 * is told twice. Agents are told again; a notice more does no harm.
 */
export function doubting(stores: Stores, doubtedUntil: Instant | null, dueAt: Instant): Stores {
  if (doubtedUntil === null || dueAt >= doubtedUntil) return stores;
  const { outbox } = stores;
  return {
    ...stores,
    outbox: {
      ...outbox,
      insert: (mail) => outbox.insert({ ...mail, isDoubted: CLASS_RULES[mail.class].audience === "customer" }),
    },
  };
}
