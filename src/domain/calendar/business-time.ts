import type { Instant } from "../time/instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import type { OpenInterval } from "./open-intervals.ts";

const MILLISECONDS_A_MINUTE = 60_000;

/**
 * The earliest instant `d >= start` with `targetMinutes` of open time in `[start, d)`. So work that ends exactly at closing
 * is due at closing, and a target of 0 is due at `start`, open or not. `targetMinutes` is whole and 0 or more. Null when
 * it lies past `CALENDAR_YEARS.last`. Throws RangeError for a start outside those years.
 */
export function deadline(calendar: BusinessCalendar, start: Instant, targetMinutes: number): Instant | null {
  if (targetMinutes === 0) return start;
  return calendar.whenMeterShows(calendar.meterAt(start) + targetMinutes * MILLISECONDS_A_MINUTE);
}

/**
 * Open time in `[from, to)` in milliseconds; with `from` after `to` it is the negative of the other way round. Throws
 * RangeError outside `CALENDAR_YEARS`.
 */
export function elapsedMilliseconds(calendar: BusinessCalendar, from: Instant, to: Instant): number {
  return calendar.meterAt(to) - calendar.meterAt(from);
}

/** The open intervals in `[from, to)`, in order, joined where they touch, cut at both ends; none when `from >= to`. */
export function countedIntervals(calendar: BusinessCalendar, from: Instant, to: Instant): OpenInterval[] {
  return calendar.intervals(from, to);
}
