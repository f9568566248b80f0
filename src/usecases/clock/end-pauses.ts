import { PAUSE_REASONS, type PauseReason } from "../../domain/sla/clock-event.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { resumeClocks } from "./resume-clocks.ts";

/**
 * Ends the pauses of a ticket's clocks that stand for one of these reasons; without `reasons`, every one: an agent says that nothing is waited for
 * any more (sla.md, truth table).
 */
export async function endPauses(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { at, reasons = PAUSE_REASONS }: { at: Instant; reasons?: readonly PauseReason[] },
): Promise<void> {
  const clocks = await stores.clocks.listForTicket(ticketId);
  const waiting = new Set(clocks.flatMap((clock) => clock.pauseReason?.split(", ") ?? []));
  for (const reason of reasons) {
    if (waiting.has(reason)) await resumeClocks(stores, context, ticketId, { reason, at });
  }
}
