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

interface Remembered {
  readonly answer: CalendarAnswer;
  lastAsked: number;
}

const LIMITS: CacheLimits = { calendars: 64, intervals: 1_000_000 };

// Calendars grow while they are asked, so the limits are looked after now and then, not only when one is added.
const QUESTIONS_BETWEEN_CHECKS = 256;

/**
 * Validates and expands calendars of unknown origin, each text once: equal specs share one calendar. Holds a bounded number,
 * and forgets those not asked for longest.
 */
export function createCalendarCache(
  holidays: HolidaySource,
  limits: CacheLimits = LIMITS,
): (spec: unknown) => CalendarAnswer {
  const remembered = new Map<string, Remembered>();
  let questions = 0;
  return (spec) => {
    questions += 1;
    const key = JSON.stringify(spec) ?? "";
    const known = remembered.get(key);
    if (known === undefined || questions % QUESTIONS_BETWEEN_CHECKS === 0) forget(remembered, limits);
    const found = known ?? { answer: makeCalendar(spec, holidays), lastAsked: questions };
    found.lastAsked = questions;
    // Set only when new or forgotten just now: an entry that stays costs a stream of lines no memory.
    if (!remembered.has(key)) remembered.set(key, found);
    return found.answer;
  };
}

function makeCalendar(spec: unknown, holidays: HolidaySource): CalendarAnswer {
  const faults = validateCalendar(spec, holidays);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, calendar: createCalendar(spec as CalendarSpec, holidays) };
}

// Leaves room for one more.
function forget(remembered: Map<string, Remembered>, limits: CacheLimits): void {
  const oldestFirst = [...remembered].sort(([, one], [, other]) => one.lastAsked - other.lastAsked);
  let intervals = oldestFirst.reduce((sum, [, { answer }]) => sum + sizeOf(answer), 0);
  for (const [key, { answer }] of oldestFirst) {
    if (remembered.size < limits.calendars && intervals <= limits.intervals) return;
    remembered.delete(key);
    intervals -= sizeOf(answer);
  }
}

function sizeOf(answer: CalendarAnswer): number {
  return answer.ok ? answer.calendar.size() : 0;
}
