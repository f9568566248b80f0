import { type BillingApproval, chargeTime } from "../../domain/billing/charge-time.ts";
import type { NewCharge } from "../../domain/billing/time-ledger.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Approval } from "../ports/approval-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Bills what may now be billed of the time of a ticket and of what was merged into it: called in the transaction that records time or an approval,
 * with the ticket locked. Gives what was charged.
 */
export async function settleTime(
  stores: Pick<Stores, "time" | "approvals">,
  desk: Desk,
  ticketId: number,
  at: Instant,
): Promise<readonly NewCharge[]> {
  const [ledger, approvals] = await Promise.all([
    stores.time.readLedger(ticketId),
    stores.approvals.listForTicket(ticketId),
  ]);
  const charges = chargeTime(ledger, {
    approvals: approvals.flatMap(toBilling),
    freeMinutes: desk.desk.billing.withoutApprovalMinutes,
    at,
  });
  await stores.time.charge(charges);
  return charges;
}

function toBilling({ id, asked, service, minutes, askedAt, isWithdrawn, answer }: Approval): BillingApproval[] {
  const isForWork = asked === "coverage" || asked === "extra-time";
  if (!isForWork || isWithdrawn) return [];
  return [{ id, asked, service, minutes, askedAt, givenAt: answer?.outcome === "given" ? answer.at : null }];
}
