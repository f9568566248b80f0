import type { AgreedTicket } from "../../domain/agreement/agreement-of.ts";
import { levelFor } from "../../domain/agreement/level-for.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { startClock } from "./start-clock.ts";
import { targetOfLevel } from "./target-of-level.ts";

/**
 * The requester wrote again, as a person and more than thanks. While nothing is unanswered a next response is promised, where
 * the level promises one; while something is, the older promise stands. Where it promises none, and the requester had closed the ticket before anybody
 * answered, a first response is promised anew: else nothing would be. A ticket without any clock is not served. `clocks`: its standing ones, where the
 * caller has locked them.
 */
export async function startNextResponse(
  stores: ClockStores,
  context: ClockContext,
  ticket: Pick<Ticket, "id" | "level" | "organisation" | "agreement">,
  { at, clocks }: { at: Instant; clocks?: readonly StoredClock[] },
): Promise<void> {
  const standing = clocks ?? (await lockStandingClocks(stores, ticket.id));
  const responses = standing.filter(({ kind }) => kind !== "resolution");
  if (responses.some(({ metAt }) => metAt === null)) return;
  // Void ones tell that it is served, too.
  const all = responses.length > 0 ? standing : await stores.clocks.listForTicket(ticket.id);
  if (all.length === 0) return;
  const isVoid = responses.length === 0 && all.some(({ kind }) => kind === "first_response");
  const kind = isVoid && !promisesNext(context, ticket) ? "first_response" : "next_response";
  const { id: ticketId, level } = ticket;
  await startClock(stores, context, kind, { ticketId, level, startedAt: at, agreed: ticket });
}

function promisesNext({ desk }: ClockContext, ticket: AgreedTicket & Pick<Ticket, "level">): boolean {
  const terms = levelFor(desk, ticket, ticket.level);
  return terms !== undefined && targetOfLevel(terms, "next_response") !== null;
}
