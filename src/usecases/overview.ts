import type { Instant } from "../domain/time/instant.ts";
import { checkReadiness, type ReadinessReport } from "./check-readiness.ts";
import type { AlertList, AlertListing } from "./ports/alert-list.ts";
import type { StoredClock } from "./ports/clock-store.ts";
import type { InboundListing } from "./ports/inbound-store.ts";
import type { MeasureStore, Measures } from "./ports/measure-store.ts";
import type { OutboxListing } from "./ports/outbox-store.ts";
import type { Readiness } from "./ports/readiness.ts";
import type { Ticket } from "./ports/ticket-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import { type ElapsedMs, presentClock } from "./present-clock.ts";
import type { ClockView } from "./ticket-view.ts";

/** What an operations person must see first. */
export interface Overview {
  now: Instant;
  readiness: ReadinessReport;
  measures: Measures;
  /** Clocks that breached and are unanswered, the longest overdue first. */
  breached: OverviewClock[];
  /** Running clocks, the nearest deadline first. */
  next: OverviewClock[];
  quarantined: InboundListing[];
  /** Mails that did not leave: failed, uncertain or refused for now. */
  stuck: OutboxListing[];
  alerts: AlertListing[];
}

export interface OverviewClock {
  ticket: Pick<Ticket, "ref" | "subject" | "requester" | "organisation" | "team" | "agent" | "state">;
  clock: ClockView;
}

const CLOCKS = 15;
const ROWS = 8;
const STUCK_STATES = ["failed", "uncertain", "deferred"] as const;

/** Reads the overview as of now; the working time on its clocks is of this moment too. */
export async function readOverview(
  deps: {
    stores: Pick<Stores, "tickets" | "clocks" | "inbound" | "outbox">;
    elapsedMs: ElapsedMs;
    measures: MeasureStore;
    readiness: Readiness;
    alerts: AlertList;
  },
  now: Instant,
): Promise<Overview> {
  const { stores } = deps;
  const [readiness, measures, breached, next, quarantined, stuck, alerts] = await Promise.all([
    checkReadiness(deps.readiness),
    deps.measures.read(),
    stores.clocks.listBreached(CLOCKS),
    stores.clocks.listBreachingNext(CLOCKS),
    stores.inbound.list({ state: "quarantined", limit: ROWS }),
    Promise.all(STUCK_STATES.map((state) => stores.outbox.list({ state, limit: ROWS }))),
    deps.alerts.list({ limit: ROWS }),
  ]);
  const clocks = [...breached, ...next];
  const [elapsed, tickets] = await Promise.all([deps.elapsedMs(clocks, now), ticketsOf(stores, clocks)]);
  const withTickets = (some: readonly StoredClock[]) =>
    some.map((clock) => withTicket(tickets, clock, elapsed.get(clock.id) ?? clock.elapsedMs));
  return {
    now,
    readiness,
    measures,
    breached: withTickets(breached),
    next: withTickets(next),
    quarantined,
    stuck: stuck.flat().sort((one, other) => other.id - one.id),
    alerts,
  };
}

async function ticketsOf(
  stores: Pick<Stores, "tickets">,
  clocks: readonly StoredClock[],
): Promise<ReadonlyMap<number, Ticket>> {
  const tickets = await stores.tickets.findMany([...new Set(clocks.map(({ ticketId }) => ticketId))]);
  return new Map(tickets.map((ticket) => [ticket.id, ticket]));
}

function withTicket(tickets: ReadonlyMap<number, Ticket>, clock: StoredClock, elapsedMs: number): OverviewClock {
  const ticket = tickets.get(clock.ticketId);
  if (ticket === undefined) throw new Error(`clock ${clock.id} belongs to no ticket`);
  return { ticket, clock: presentClock(clock, elapsedMs) };
}
