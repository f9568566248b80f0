import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { startClock } from "./start-clock.ts";

/**
 * The requester wrote again, as a person and more than thanks. While nothing is unanswered a next response is promised, where
 * the level promises one; while something is, the older promise stands. A ticket without any clock is not served. `clocks`: its standing ones, where the caller
 * has locked them.
 */
export async function startNextResponse(
  stores: ClockStores,
  context: ClockContext,
  ticket: Pick<Ticket, "id" | "level" | "organisation" | "agreement">,
  { at, clocks }: { at: Instant; clocks?: readonly StoredClock[] },
): Promise<void> {
  const standing = clocks ?? (await lockStandingClocks(stores, ticket.id));
  const isUnanswered = standing.some(({ kind, metAt }) => kind !== "resolution" && metAt === null);
  if (isUnanswered || standing.length === 0) return;
  await startClock(stores, context, "next_response", {
    ticketId: ticket.id,
    level: ticket.level,
    startedAt: at,
    agreed: ticket,
  });
}
