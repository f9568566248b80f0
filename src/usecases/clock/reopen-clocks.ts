import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/** The ticket was reopened: a resolution that was met runs on with what was spent; the responses stay as they are. */
export function reopenClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { at }: { at: Instant },
): Promise<number> {
  const event = { type: "reopen", at, data: {} } as const;
  return recordClockEvents(stores, context, ticketId, ["resolution"], event, ({ metAt }) => metAt !== null);
}
