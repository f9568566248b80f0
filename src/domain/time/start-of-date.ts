import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "./instant.ts";
import { formatLocalDate, type LocalDate } from "./local-date.ts";

/** The first instant of a local date in a zone: midnight, or later where the clocks skip it. Throws RangeError for an unknown zone. */
export function startOfDate(date: LocalDate, zone: string): Instant {
  const midnight = Temporal.PlainDate.from(formatLocalDate(date)).toZonedDateTime(zone);
  return instant(midnight.startOfDay().epochMilliseconds);
}
