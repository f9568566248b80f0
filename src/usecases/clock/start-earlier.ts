import type { Instant } from "../../domain/time/instant.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { beginClock, isStart, rungOf } from "./begin-clock.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { refreshClock } from "./refresh-clock.ts";

/**
 * The request came earlier than the mail that opened its ticket: what is still owed since the opening is owed since then (sla.md, truth table). A promise
 * that was kept stays kept, and one that began later, when an agent accepted the ticket, began then. The ticket must be locked.
 */
export async function startEarlier(
  stores: ClockStores,
  context: ClockContext,
  ticket: Pick<Ticket, "id" | "openedAt">,
  { startedAt, at }: { readonly startedAt: Instant; readonly at: Instant },
): Promise<void> {
  const clocks = await lockStandingClocks(stores, ticket.id);
  const owed = clocks.filter(({ metAt }) => metAt === null);
  for (const clock of owed.filter((one) => startedAt < one.startedAt && one.startedAt <= ticket.openedAt)) {
    const events = await stores.clocks.listEvents(clock.id);
    await stores.clocks.appendEvent({ clockId: clock.id, at, type: "cancel", data: {} });
    await refreshClock(stores, context, clock);
    await beginClock(stores, context, {
      row: clock,
      events: events.map((event) => (isStart(event) ? { ...event, at: startedAt } : event)),
      rung: await rungOf(stores, clock),
      ladderHeldUntil: clock.ladderHeldUntil,
    });
  }
}
