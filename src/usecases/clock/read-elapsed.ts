import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockStore, StoredClock } from "../ports/clock-store.ts";
import { findCalendars } from "./find-calendars.ts";
import { readHistory } from "./read-history.ts";

/**
 * Gives the working time of a clock in milliseconds up to an instant, folded from its events: the row holds what was true
 * when the clock last changed, and a running clock has moved on since. Needs no desk, so every reader of tickets can have it.
 */
export function createClockReader(
  clocks: Pick<ClockStore, "findDeskVersion" | "listEvents">,
  holidays: HolidaySource,
): (clock: StoredClock, now: Instant) => Promise<number> {
  const calendarFor = findCalendars(clocks, holidays);
  return async ({ id }, now) => {
    const history = await readHistory({ calendarFor }, await clocks.listEvents(id));
    return foldClock(history, now).elapsedMilliseconds;
  };
}
