import type { Instant } from "../time/instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";

/**
 * Whether two calendars are open at the same instants in `[from, to)`: then no clock that runs there can tell one from the
 * other, however differently they are written.
 */
export function opensAlike(one: BusinessCalendar, other: BusinessCalendar, from: Instant, to: Instant): boolean {
  if (one === other) return true;
  const ours = one.intervals(from, to);
  const theirs = other.intervals(from, to);
  return (
    ours.length === theirs.length &&
    ours.every(([opens, closes], index) => theirs[index]?.[0] === opens && theirs[index]?.[1] === closes)
  );
}
