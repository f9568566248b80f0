import type { ClockReading } from "../../domain/sla/clock-reading.ts";
import { type ExplanationRow, explainClock } from "../../domain/sla/explain-clock.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { CalendarFinder } from "./find-calendars.ts";
import { readHistory } from "./read-history.ts";

/** One clock, told line by line from its events; `now` is the instant up to which it is told. */
export interface ExplainedClock {
  readonly clock: StoredClock;
  readonly reading: ClockReading;
  readonly rows: readonly ExplanationRow[];
}

export type ExplainResult =
  | { readonly kind: "explained"; readonly ticket: Ticket; readonly now: Instant; readonly clocks: ExplainedClock[] }
  | { readonly kind: "no-such-ticket" };

/** Explains every clock of the ticket with this reference, in the order in which they were started. */
export async function explainClocks(
  stores: Pick<Stores, "clocks" | "tickets" | "now">,
  calendarFor: CalendarFinder,
  ref: string,
): Promise<ExplainResult> {
  const ticket = await stores.tickets.findByRef(ref);
  if (ticket === null) return { kind: "no-such-ticket" };
  const now = await stores.now();
  const clocks: ExplainedClock[] = [];
  for (const clock of await stores.clocks.listForTicket(ticket.id)) {
    const history = await readHistory({ calendarFor }, await stores.clocks.listEvents(clock.id));
    clocks.push({ clock, reading: foldClock(history, now), rows: explainClock(history, now) });
  }
  return { kind: "explained", ticket, now, clocks };
}
