import { type BusinessCalendar, createCalendar } from "./business-calendar.ts";
import type { CalendarSpec } from "./calendar-spec.ts";
import type { HolidaySource } from "./holiday-source.ts";
import { type CalendarFault, validateCalendar } from "./validate-calendar.ts";

/** A calendar ready to be asked, or every reason why it is none. */
export type CalendarAnswer =
  | { readonly ok: true; readonly calendar: BusinessCalendar }
  | { readonly ok: false; readonly faults: readonly CalendarFault[] };

/** What a cache may hold: so many calendars, and so many expanded intervals (24 bytes each) in all of them. */
export interface CacheLimits {
  readonly calendars: number;
  readonly intervals: number;
}

const LIMITS: CacheLimits = { calendars: 64, intervals: 1_000_000 };

/**
 * Validates and expands calendars of unknown origin, each text once: equal specs share one calendar. Holds a bounded number,
 * and forgets the one not asked for longest.
 */
export function createCalendarCache(
  holidays: HolidaySource,
  limits: CacheLimits = LIMITS,
): (spec: unknown) => CalendarAnswer {
  // A Map keeps the order of insertion: the first key is the one not asked for longest.
  const answers = new Map<string, CalendarAnswer>();
  return (spec) => {
    const key = JSON.stringify(spec) ?? "";
    const answer = answers.get(key) ?? makeCalendar(spec, holidays);
    answers.delete(key);
    shrink(answers, limits);
    answers.set(key, answer);
    return answer;
  };
}

function makeCalendar(spec: unknown, holidays: HolidaySource): CalendarAnswer {
  const faults = validateCalendar(spec, holidays);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, calendar: createCalendar(spec as CalendarSpec, holidays) };
}

function shrink(answers: Map<string, CalendarAnswer>, limits: CacheLimits): void {
  let intervals = 0;
  for (const answer of answers.values()) if (answer.ok) intervals += answer.calendar.size();
  for (const [key, answer] of answers) {
    if (answers.size < limits.calendars && intervals <= limits.intervals) return;
    answers.delete(key);
    if (answer.ok) intervals -= answer.calendar.size();
  }
}
