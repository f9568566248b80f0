import { type LocalDate, parseLocalDate, yearOf } from "../time/local-date.ts";
import { type CalendarSpec, WEEKDAYS } from "./calendar-spec.ts";
import { type DaySpan, joinSpans, subtractSpan, WHOLE_DAY } from "./day-spans.ts";
import type { Holiday, HolidaySource } from "./holiday-source.ts";
import { parseWallTime } from "./wall-time.ts";

/** What a calendar says of local dates, before any zone is applied. */
export interface DayPlan {
  /** The openings of a date in local wall time, in order, joined. */
  openings(date: LocalDate): readonly DaySpan[];
  /** What takes opening hours away from the date, for explanations. */
  reductions(date: LocalDate): Reductions;
}

/** Why a date is open less than the hours of its weekday say. */
export interface Reductions {
  /** The public holiday that empties the date; null too when the weekday has no hours to lose. */
  readonly holiday: Holiday | null;
  /** The hours of the weekday that closures take away, in order; an opening may have given some of them back. */
  readonly closed: readonly DaySpan[];
}

interface DatedSpan extends DaySpan {
  readonly date: LocalDate;
}

/** Builds the plan of a validated calendar. Order of the rules: hours, holidays, closures, openings. */
export function createDayPlan(spec: CalendarSpec, holidays: HolidaySource): DayPlan {
  const weekly = WEEKDAYS.map((day) =>
    joinSpans((spec.hours[day] ?? []).map(([from, to]) => ({ from: minutes(from), to: minutes(to) }))),
  );
  const closures = byDate((spec.closures ?? []).map(datedSpan));
  const openings = byDate((spec.openings ?? []).map(datedSpan));
  const holiday = createHolidayLookup(spec.holidays ?? [], holidays);
  const hoursOf = (date: LocalDate) => weekly[weekdayIndex(date)] ?? [];
  const openingsOf = (date: LocalDate) => {
    const hours = holiday(date) === null ? hoursOf(date) : [];
    const left = (closures.get(date) ?? []).reduce(subtractSpan, hours);
    const added = openings.get(date);
    return added === undefined ? left : joinSpans([...left, ...added]);
  };
  return {
    reductions(date) {
      const hours = hoursOf(date);
      const named = hours.length > 0 ? holiday(date) : null;
      const isShortened = named === null && closures.has(date);
      return { holiday: named, closed: isShortened ? openingsOf(date).reduce(subtractSpan, hours) : [] };
    },
    openings: openingsOf,
  };
}

// 1970-01-01 was a Thursday.
function weekdayIndex(date: LocalDate): number {
  return (((date + 3) % 7) + 7) % 7;
}

function byDate(spans: readonly DatedSpan[]): ReadonlyMap<LocalDate, readonly DatedSpan[]> {
  const dates = new Map<LocalDate, DatedSpan[]>();
  for (const span of spans) dates.set(span.date, [...(dates.get(span.date) ?? []), span]);
  return dates;
}

function datedSpan(part: { readonly date: string; readonly from?: string; readonly to?: string }): DatedSpan {
  return {
    date: certainDate(part.date),
    from: part.from === undefined ? WHOLE_DAY.from : minutes(part.from),
    to: part.to === undefined ? WHOLE_DAY.to : minutes(part.to),
  };
}

function certainDate(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new RangeError(`calendar used before it was validated: date ${text}`);
  return date;
}

function minutes(text: string): number {
  const value = parseWallTime(text);
  if (value === null) throw new RangeError(`calendar used before it was validated: time ${text}`);
  return value;
}

function createHolidayLookup(countries: readonly string[], source: HolidaySource): (date: LocalDate) => Holiday | null {
  const years = new Map<number, ReadonlyMap<LocalDate, Holiday>>();
  return (date) => {
    if (countries.length === 0) return null;
    const year = yearOf(date);
    const dates = years.get(year) ?? holidaysOfYear(countries, year, source);
    years.set(year, dates);
    return dates.get(date) ?? null;
  };
}

function holidaysOfYear(countries: readonly string[], year: number, source: HolidaySource) {
  const dates = new Map<LocalDate, Holiday>();
  for (const country of countries) {
    for (const holiday of source(country, year) ?? []) {
      const date = certainDate(holiday.date);
      // Two countries may share a date: the first named in the calendar names it.
      if (!dates.has(date)) dates.set(date, holiday);
    }
  }
  return dates;
}
