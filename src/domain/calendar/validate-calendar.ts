import { formatLocalDate, type LocalDate, localDate, parseLocalDate } from "../time/local-date.ts";
import { isKnownZone } from "../time/zone-offsets.ts";
import { type CalendarSpec, WEEKDAYS } from "./calendar-spec.ts";
import { createDayPlan } from "./day-plan.ts";
import type { HolidaySource } from "./holiday-source.ts";
import {
  checkKeys,
  isMap,
  type Path,
  type Report,
  readDate,
  readDatedSpan,
  readList,
  readSpan,
  reportOverlaps,
} from "./read-calendar-parts.ts";

/** One fault of a calendar: where it stands, counted from the calendar's own root, what is wrong and how to mend it. */
export interface CalendarFault {
  readonly path: Path;
  readonly message: string;
}

const CALENDAR_KEYS = ["zone", "hours", "holidays", "closures", "openings"] as const;
const CLOSURE = '{ date: "2026-12-24" }';
const OPENING = '{ date: "2026-11-28", from: "09:00", to: "12:00" }';
const COUNTRY = /^[a-z]{2}(-[a-z0-9]{1,3}){0,2}$/i;
// Any year will do: a source knows a country or it does not.
const PROBE_YEAR = 2026;
const LONGEST_CLOSURE_DAYS = 400;

/**
 * Every fault of what claims to be a calendar, in the order of its keys; none means that it is a `CalendarSpec`. A calendar
 * that opens less than a minute in 400 days is refused too: a promise under it could never fall due.
 */
export function validateCalendar(spec: unknown, holidays: HolidaySource): CalendarFault[] {
  const faults: CalendarFault[] = [];
  const report: Report = (path, message) => faults.push({ path, message });
  if (!isMap(spec)) {
    report([], "a calendar is a map with at least `zone` and `hours`");
    return faults;
  }
  checkKeys(spec, CALENDAR_KEYS, [], report);
  checkZone(spec.zone, report);
  checkHours(spec.hours, report);
  checkHolidays(spec.holidays, holidays, report);
  checkClosures(spec.closures, report);
  checkOpenings(spec.openings, report);
  if (faults.length === 0) checkThatItOpens(spec as unknown as CalendarSpec, holidays, report);
  return faults;
}

function checkZone(zone: unknown, report: Report): void {
  if (zone === undefined) report([], "`zone` is missing: name an IANA zone such as Europe/Copenhagen");
  else if (typeof zone !== "string" || !isKnownZone(zone)) {
    report(["zone"], `unknown zone ${JSON.stringify(zone)}: name an IANA zone such as Europe/Copenhagen`);
  }
}

function checkHours(hours: unknown, report: Report): void {
  if (hours === undefined)
    report([], '`hours` is missing: give each weekday its openings, such as mon: [["08:00", "16:00"]]');
  else if (!isMap(hours)) report(["hours"], '`hours` is a map of weekdays, such as mon: [["08:00", "16:00"]]');
  else {
    checkKeys(hours, WEEKDAYS, ["hours"], report);
    for (const day of WEEKDAYS) {
      const path = ["hours", day];
      const spans = readList(hours[day], path, '[["08:00", "16:00"]]', report).map((span, index) =>
        readSpan(span, [...path, index], report),
      );
      reportOverlaps(spans, path, report);
    }
  }
}

function checkHolidays(countries: unknown, holidays: HolidaySource, report: Report): void {
  for (const [index, country] of readList(countries, ["holidays"], "[dk]", report).entries()) {
    const known = typeof country === "string" && COUNTRY.test(country) && holidays(country, PROBE_YEAR) !== null;
    if (!known)
      report(["holidays", index], `unknown holiday country ${JSON.stringify(country)}: use a code such as dk`);
  }
}

function checkClosures(closures: unknown, report: Report): void {
  for (const [index, closure] of readList(closures, ["closures"], `[${CLOSURE}]`, report).entries()) {
    const path = ["closures", index];
    if (!isMap(closure)) report(path, `a closure is a map such as ${CLOSURE}`);
    else {
      checkKeys(closure, ["date", "from", "to"], path, report);
      readDate(closure, path, report);
      readDatedSpan(closure, path, report);
    }
  }
}

function checkOpenings(openings: unknown, report: Report): void {
  const spans = readList(openings, ["openings"], `[${OPENING}]`, report).map((opening, index) => {
    const path = ["openings", index];
    if (!isMap(opening)) {
      report(path, `an opening is a map such as ${OPENING}`);
      return null;
    }
    checkKeys(opening, ["date", "from", "to"], path, report);
    for (const key of ["from", "to"])
      if (opening[key] === undefined) report(path, `\`${key}\` is missing: write the opening as ${OPENING}`);
    const date = readDate(opening, path, report);
    const span = readDatedSpan(opening, path, report);
    return span === null || date === null ? null : { ...span, date };
  });
  reportOverlaps(spans, ["openings"], report);
}

function checkThatItOpens(spec: CalendarSpec, holidays: HolidaySource, report: Report): void {
  if (WEEKDAYS.every((day) => (spec.hours[day] ?? []).length === 0)) {
    report(["hours"], "this calendar never opens: give at least one weekday an opening");
    return;
  }
  const closedFrom = findLongClosure(spec, holidays);
  if (closedFrom !== null) {
    const date = formatLocalDate(closedFrom);
    report(["closures"], `this calendar never opens in ${LONGEST_CLOSURE_DAYS} days from ${date}: remove closures`);
  }
}

// Only dates near a closure can be closed for long: with weekly hours alone, and holidays, some day of each month opens.
function findLongClosure(spec: CalendarSpec, holidays: HolidaySource): LocalDate | null {
  const plan = createDayPlan(spec, holidays);
  const dates = (spec.closures ?? [])
    .map(({ date }) => parseLocalDate(date) as LocalDate)
    .sort((one, other) => one - other);
  let next = Number.NEGATIVE_INFINITY;
  for (const date of dates) {
    if (date < next) continue;
    next = date;
    while (plan.openings(localDate(next)).length === 0) {
      next += 1;
      if (next - date >= LONGEST_CLOSURE_DAYS) return date;
    }
  }
  return null;
}
