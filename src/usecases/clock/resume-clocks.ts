import type { PauseReason } from "../../domain/sla/clock-event.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { PAUSED_BY } from "./pause-clocks.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/** The requester wrote, or gave access or consent: that reason is gone, and a clock without another runs on. */
export function resumeClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { reason, at }: { reason: PauseReason; at: Instant },
): Promise<number> {
  const event = { type: "resume", at, data: { reason } } as const;
  const isWaiting = ({ pauseReason }: { pauseReason: string | null }) =>
    pauseReason?.split(", ").includes(reason) === true;
  return recordClockEvents(stores, context, ticketId, PAUSED_BY[reason], event, isWaiting);
}
