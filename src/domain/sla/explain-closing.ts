import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { Holiday } from "../calendar/holiday-source.ts";
import type { Instant } from "../time/instant.ts";
import { formatLocalDate } from "../time/local-date.ts";
import { localPieces } from "../time/local-pieces.ts";

/** What closed a calendar beyond its ordinary hours: holidays that emptied a day, and dates with a closure. */
export interface Closing {
  readonly kind: "closed";
  readonly holidays: readonly Holiday[];
  /** Local dates, `YYYY-MM-DD`. */
  readonly closures: readonly string[];
}

/** Why a calendar was closed in `[from, to)`, a stretch without any opening. Nights and free weekdays need no reason. */
export function explainClosing({ plan, spec }: BusinessCalendar, from: Instant, to: Instant): Closing {
  const holidays = new Map<string, Holiday>();
  const closures = new Set<string>();
  for (const { date, fromMinute, toMinute } of localPieces(from, to, spec.zone)) {
    const { holiday, closed } = plan.reductions(date);
    if (holiday !== null) holidays.set(holiday.date, holiday);
    // A closure in the afternoon is no reason for the night before.
    if (closed.some((span) => span.from < toMinute && fromMinute < span.to)) closures.add(formatLocalDate(date));
  }
  return { kind: "closed", holidays: [...holidays.values()], closures: [...closures] };
}
