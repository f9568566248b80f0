import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { Holiday } from "../calendar/holiday-source.ts";
import { type Instant, instant } from "../time/instant.ts";
import { formatLocalDate, type LocalDate, localDate, parseLocalDate } from "../time/local-date.ts";
import { localDateAt } from "../time/local-date-at.ts";

/** What closed a calendar beyond its ordinary hours: holidays that emptied a day, and dates with a closure. */
export interface Closing {
  readonly kind: "closed";
  readonly holidays: readonly Holiday[];
  /** Local dates, `YYYY-MM-DD`. */
  readonly closures: readonly string[];
}

/** Why a calendar was closed in `[from, to)`, a stretch without any opening. Nights and free weekdays need no reason. */
export function explainClosing({ plan, spec }: BusinessCalendar, from: Instant, to: Instant): Closing {
  const holidays: Holiday[] = [];
  const closures: string[] = [];
  const last = dateAt(instant(to - 1), spec.zone);
  for (let date = dateAt(from, spec.zone); date <= last; date = localDate(date + 1)) {
    const { holiday, closure } = plan.reductions(date);
    if (holiday !== null) holidays.push(holiday);
    if (closure) closures.push(formatLocalDate(date));
  }
  return { kind: "closed", holidays, closures };
}

function dateAt(at: Instant, zone: string): LocalDate {
  return parseLocalDate(localDateAt(at, zone)) as LocalDate;
}
