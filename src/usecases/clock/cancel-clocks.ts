import type { Instant } from "../../domain/time/instant.ts";
import { CLOCK_KINDS } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/** The ticket was merged into another or turned out to be no request: nothing is promised for it any more. */
export function cancelClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { at }: { at: Instant },
): Promise<number> {
  const event = { type: "cancel", at, data: {} } as const;
  return recordClockEvents(stores, context, ticketId, CLOCK_KINDS, event);
}
