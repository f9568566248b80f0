import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/**
 * The ticket was resolved or closed: the resolution is met and no next response is owed. A first response still owed runs
 * on, since nobody answered, unless the requester closed it: then that promise is void.
 */
export async function endClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { at, by = "agent" }: { at: Instant; by?: "agent" | "requester" },
): Promise<void> {
  const answer = `resolved:${at}`;
  await recordClockEvents(stores, context, ticketId, ["resolution"], { type: "met", at, data: { answer } });
  const owed = ["next_response", ...(by === "requester" ? (["first_response"] as const) : [])] as const;
  const cancel = { type: "cancel", at, data: {} } as const;
  await recordClockEvents(stores, context, ticketId, owed, cancel, ({ metAt }) => metAt === null);
}
