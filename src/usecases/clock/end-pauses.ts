import { PAUSE_REASONS, type PauseReason } from "../../domain/sla/clock-event.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { resumeClocks } from "./resume-clocks.ts";

/**
 * Ends the pauses of a ticket's clocks that stand for one of these reasons; without `reasons`, every one: an agent says that nothing is waited for
 * any more (sla.md, truth table). `clocks`: the ticket's standing ones, where the caller has locked them.
 */
export async function endPauses(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  {
    at,
    clocks,
    reasons = PAUSE_REASONS,
  }: { at: Instant; clocks?: readonly StoredClock[]; reasons?: readonly PauseReason[] },
): Promise<void> {
  const standing = clocks ?? (await lockStandingClocks(stores, ticketId));
  const waiting = new Set(standing.flatMap((clock) => clock.pauseReason?.split(", ") ?? []));
  for (const reason of reasons) {
    if (waiting.has(reason)) await resumeClocks(stores, context, ticketId, { reason, at });
  }
}
