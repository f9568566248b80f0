import { lockStandingClocks } from "../clock/lock-standing-clocks.ts";
import type { OpenApproval } from "../ports/approval-store.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** What a mail that comes to a ticket may change or speak to. */
export interface AroundTicket {
  /** What its requester was asked and has not answered. */
  readonly open: readonly OpenApproval[];
  /** Its standing clocks, locked. */
  readonly clocks: readonly StoredClock[];
  readonly watchers: readonly string[];
}

/** Asked for at once, of a ticket that is locked, or whose lock is asked for just before. */
export async function readAroundTicket(stores: Stores, ticketId: number): Promise<AroundTicket> {
  const [open, clocks, watchers] = await Promise.all([
    stores.approvals.listOpen(ticketId),
    lockStandingClocks(stores, ticketId),
    stores.tickets.listWatchers(ticketId),
  ]);
  return { open, clocks, watchers };
}
