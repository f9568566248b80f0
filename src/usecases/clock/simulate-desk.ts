import { levelFor } from "../../domain/agreement/level-for.ts";
import { createCalendar } from "../../domain/calendar/business-calendar.ts";
import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { ClockReading } from "../../domain/sla/clock-reading.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockKind, ClockOfTicket, StoredClockEvent } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type CalendarFinder, findCalendars } from "./find-calendars.ts";
import { readHistory } from "./read-history.ts";
import { replayEvents, type TermsOfLevel } from "./replay-events.ts";
import { targetOfLevel } from "./target-of-level.ts";

/** What became of a promise; `not promised` only under the other desk. A promise broken and kept late is `breached`. */
export const VERDICTS = ["kept", "breached", "open", "cancelled", "not promised"] as const;

export type Verdict = (typeof VERDICTS)[number];

/** One clock under one desk. `deadline` is null while it stands still, once it was kept or cancelled, and without a promise. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly deadline: Instant | null;
}

/** One clock as it went, and as it would have gone. `level` is the one it has now. */
export interface ClockComparison {
  readonly ref: string;
  readonly kind: ClockKind;
  readonly level: string;
  readonly organisation: string | null;
  readonly was: Outcome;
  readonly would: Outcome;
}

/** A clock whose events make no sense: `svartid audit` tells of it too. */
export interface UnreadableClock {
  readonly ref: string;
  readonly kind: ClockKind;
  readonly unreadable: string;
}

export interface Simulation {
  readonly desk: Desk;
  readonly holidays: HolidaySource;
  /** Tickets opened in `[from, to)` are replayed. */
  readonly from: Instant;
  readonly to: Instant;
  /** Clocks read at once: what the memory must hold. */
  readonly pageSize?: number;
}

const PAGE = 500;

/**
 * Replays the clocks of tickets under another desk, all up to the same instant, in pages by the id of the clock. Only
 * reads. A desk equal to the one that was in force from their start on gives the same verdict for each.
 */
export async function* simulateDesk(
  stores: Pick<Stores, "clocks" | "now">,
  simulation: Simulation,
): AsyncGenerator<(ClockComparison | UnreadableClock)[]> {
  const now = await stores.now();
  const pageSize = simulation.pageSize ?? PAGE;
  const versions = { ...stores.clocks, addHolidayYears: keepNothing };
  const calendars = { was: findCalendars(versions, simulation.holidays), would: calendarsOf(simulation) };
  for (let afterId = 0; ; ) {
    const page = await stores.clocks.listOpenedIn(simulation, afterId, pageSize);
    const events = await stores.clocks.listEventsOf(page.map(({ id }) => id));
    const compared: (ClockComparison | UnreadableClock)[] = [];
    for (const clock of page) {
      compared.push(await compareClock({ simulation, calendars, now }, clock, events.get(clock.id) ?? []));
    }
    if (compared.length > 0) yield compared;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    afterId = last.id;
  }
}

// The holidays of a stored version are kept when a clock is computed for good, not when one is only tried.
async function keepNothing(): Promise<void> {}

interface Comparing {
  readonly simulation: Simulation;
  readonly calendars: { readonly was: CalendarFinder; readonly would: CalendarFinder };
  readonly now: Instant;
}

async function compareClock(
  { simulation, calendars, now }: Comparing,
  clock: ClockOfTicket,
  events: readonly StoredClockEvent[],
): Promise<ClockComparison | UnreadableClock> {
  const { ref, kind, organisation } = clock;
  try {
    const history = await readHistory({ calendarFor: calendars.was }, events);
    const was = outcomeOf(foldClock(history, now));
    const replayed = replayEvents(events, termsUnder(simulation.desk, clock));
    const would =
      replayed === null
        ? { verdict: "not promised" as const, deadline: null }
        : outcomeOf(foldClock(await readHistory({ calendarFor: calendars.would }, replayed), now));
    return { ref, kind, level: history.latest.level, organisation, was, would };
  } catch (error) {
    return { ref, kind, unreadable: error instanceof Object && "message" in error ? String(error.message) : "unknown" };
  }
}

function outcomeOf({ breachedAt, metAt, cancelledAt, deadline }: ClockReading): Outcome {
  if (breachedAt !== null) return { verdict: "breached", deadline };
  if (cancelledAt !== null) return { verdict: "cancelled", deadline: null };
  return metAt === null ? { verdict: "open", deadline } : { verdict: "kept", deadline: null };
}

/** As where a clock starts: what the organisation's agreement says of the level, else the level. */
function termsUnder(desk: Desk, { kind, ...ticket }: ClockOfTicket): TermsOfLevel {
  return (id) => {
    const level = levelFor(desk, ticket, id);
    const targetMinutes = level === undefined ? null : targetOfLevel(level, kind);
    if (level === undefined || targetMinutes === null) return null;
    return { targetMinutes, calendar: level.calendar };
  };
}

function calendarsOf({ desk, holidays }: Simulation): CalendarFinder {
  const calendars = new Map(
    Object.entries(desk.calendars).map(([key, spec]) => [key, createCalendar(spec, holidays)] as const),
  );
  return async (key) => {
    const calendar = calendars.get(key);
    if (calendar === undefined) throw new Error(`the other desk has no calendar ${key}`);
    return calendar;
  };
}
