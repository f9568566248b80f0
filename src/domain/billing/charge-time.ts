import type { ApprovalKind } from "../approvals/approval.ts";
import { type Instant, instant } from "../time/instant.ts";
import { type LedgerEntry, type NewCharge, openMinutes, type TimeLedger } from "./time-ledger.ts";

/** A question for billable work and its answer. */
export interface BillingApproval {
  readonly id: number;
  readonly asked: ApprovalKind;
  /** Of the ticket when it was asked. */
  readonly service: string | null;
  /** That were asked for; null: a service as such. */
  readonly minutes: number | null;
  readonly askedAt: Instant;
  /** Null where the customer has not said yes. */
  readonly givenAt: Instant | null;
}

/** What is charged at `at`, by what was approved until then. `freeMinutes`: so much extra time of a ticket needs no approval. */
export interface ChargeTerms {
  readonly approvals: readonly BillingApproval[];
  readonly freeMinutes: number;
  readonly at: Instant;
}

/**
 * Bills what may be billed of the minutes that are still open, oldest first: extra time within what the agreement lets the vendor bill unasked, and
 * what the customer approved. An approval covers the service it was asked for and never more minutes than it names; one of extra time that named no
 * service covers no work outside the agreement. Once minutes were asked for, only minutes count for that service: who approved two hours
 * did not approve the third.
 */
export function chargeTime(ledger: TimeLedger, { approvals, freeMinutes, at }: ChargeTerms): NewCharge[] {
  const charged: NewCharge[] = [];
  const given = approvals.filter(({ givenAt }) => givenAt !== null);
  for (const entry of ledger.entries) {
    let open = openMinutes(entry, ledger.charges);
    const take = (approval: BillingApproval | null, most: number) => {
      const billed = Math.min(open, most);
      if (billed <= 0) return;
      open -= billed;
      const since = Math.max(at, entry.at, approval?.givenAt ?? at);
      const approvalId = approval?.id ?? null;
      charged.push({ entryId: entry.id, counterEntryId: null, approvalId, billed, takenBack: 0, at: instant(since) });
    };
    const spent = (id: number | null) =>
      [...ledger.charges, ...charged].reduce((sum, one) => (one.approvalId === id ? sum + one.billed : sum), 0);
    if (!isOutside(entry)) take(null, freeMinutes - spent(null));
    for (const approval of given.filter((one) => covers(one, entry, approvals))) {
      take(approval, approval.minutes === null ? open : approval.minutes - spent(approval.id));
    }
  }
  return charged;
}

/** Work on a service that the agreement does not include is never billed unasked. */
function isOutside({ coverage }: LedgerEntry): boolean {
  return coverage === "addon" || coverage === "none";
}

function covers(approval: BillingApproval, entry: LedgerEntry, approvals: readonly BillingApproval[]): boolean {
  const isOfService = approval.service === entry.service;
  if (approval.asked === "extra-time") return isOfService || (approval.service === null && !isOutside(entry));
  if (approval.asked !== "coverage" || !isOfService || !isOutside(entry)) return false;
  return !approvals.some(
    ({ asked, service, askedAt }) => asked === "extra-time" && service === entry.service && askedAt <= entry.at,
  );
}
