import type { Coverage } from "../agreement/coverage.ts";
import { responsibleFor } from "../agreement/responsible-for.ts";
import type { Desk } from "../desk/desk.ts";
import type { BillingVerdict } from "./billing-verdict.ts";
import type { TimeCause } from "./time-cause.ts";

/** The activity of the RASCI matrix that says who answers for faults of others than the vendor (product.md). */
const FOREIGN_FAULTS = "foreign-faults";

/**
 * Who pays for time, by the cause of the fault and the agreement. What the vendor caused is never billed. Else it is billed where the
 * customer is accountable for foreign faults; where the desk's matrix makes the vendor accountable (or has no such activity), only
 * work on a service outside the agreement is. `coverage`: of the ticket's service at that instant.
 */
export function judgeBillable(
  desk: Pick<Desk, "activities">,
  { cause, coverage }: { readonly cause: TimeCause; readonly coverage: Coverage },
): BillingVerdict {
  if (cause === "vendor") return { billable: false, reason: "vendor-fault", cause };
  if (responsibleFor(desk.activities[FOREIGN_FAULTS] ?? null) === "customer") {
    return { billable: true, reason: "foreign-fault", cause };
  }
  if (coverage === "addon") return { billable: true, reason: "addon", cause };
  if (coverage === "none") return { billable: true, reason: "not-covered", cause };
  return { billable: false, reason: "covered", cause };
}
