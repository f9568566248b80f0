import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/** A bounce, verified as ours, for the only address of the requester: that answer never arrived, so it never counted. */
export function revokeAnswer(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { answer, at }: { answer: string; at: Instant },
): Promise<number> {
  return recordClockEvents(stores, context, ticketId, ["first_response", "next_response"], {
    type: "revoke",
    at,
    data: { answer },
  });
}
