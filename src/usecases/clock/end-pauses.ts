import { PAUSE_REASONS } from "../../domain/sla/clock-event.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { resumeClocks } from "./resume-clocks.ts";

/**
 * Ends every pause of a ticket's clocks, whatever the reason: the requester has spoken, or an agent says that nothing is waited for any more
 * (sla.md, truth table).
 */
export async function endPauses(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { at }: { at: Instant },
): Promise<void> {
  const clocks = await stores.clocks.listForTicket(ticketId);
  const waiting = new Set(clocks.flatMap((clock) => clock.pauseReason?.split(", ") ?? []));
  for (const reason of PAUSE_REASONS) {
    if (waiting.has(reason)) await resumeClocks(stores, context, ticketId, { reason, at });
  }
}
