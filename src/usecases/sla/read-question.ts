import type { BusinessCalendar } from "../../domain/calendar/business-calendar.ts";
import type { CalendarAnswer } from "../../domain/calendar/calendar-cache.ts";
import { CALENDAR_YEARS, isWithinCalendarYears } from "../../domain/calendar/open-ledger.ts";
import { CLOCK_EVENT_TYPES, type ClockEvent } from "../../domain/sla/clock-event.ts";
import { type Instant, parseInstant } from "../../domain/time/instant.ts";
import { LineFault } from "./line-fault.ts";

/** Validates a calendar of unknown origin, each text once. */
export type Calendars = (spec: unknown) => CalendarAnswer;

/** Any JSON object. */
export type JsonMap = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, neither a list nor null. */
export function isJsonMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads `YYYY-MM-DDTHH:MM:SS[.mmm]Z` within the years a calendar is computed for. Throws LineFault. */
export function readInstant(value: unknown, name: string): Instant {
  const at = typeof value === "string" ? parseInstant(value) : null;
  if (at === null) throw new LineFault("bad-instant", `${name} must be an instant written YYYY-MM-DDTHH:MM:SS.mmmZ`);
  if (isWithinCalendarYears(at)) return at;
  throw new LineFault(
    "out-of-range",
    `${name} must lie in the years ${CALENDAR_YEARS.first} to ${CALENDAR_YEARS.last}`,
  );
}

/** Reads whole minutes, 0 or more. Throws LineFault. */
export function readTarget(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new LineFault("bad-target", `${name} must be a whole number of minutes, 0 or more`);
}

/** Reads a calendar; the message of its LineFault lists every fault with its path. */
export function readCalendar(value: unknown, name: string, calendars: Calendars): BusinessCalendar {
  const answer = calendars(value);
  if (answer.ok) return answer.calendar;
  const faults = answer.faults.map(({ path, message }) => `${[name, ...path].join(".")}: ${message}`);
  throw new LineFault("bad-calendar", faults.join("; "));
}

/** Reads the optional list of marks: whole minutes, below 0 too, since a warning may be set before a short target. */
export function readMarks(value: unknown): readonly number[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(Number.isSafeInteger)) return value;
  throw new LineFault("bad-marks", "marks must be a list of whole minutes");
}

/** Reads the optional list of events, in order of arrival. Throws LineFault. */
export function readEvents(value: unknown, calendars: Calendars): readonly ClockEvent[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new LineFault("bad-events", "events must be a list");
  return value.map((event, index) => readEvent(event, `events.${index}`, calendars));
}

function readEvent(event: unknown, name: string, calendars: Calendars): ClockEvent {
  if (!isJsonMap(event)) throw new LineFault("bad-events", `${name} must be an object with at and type`);
  const at = readInstant(event.at, `${name}.at`);
  switch (event.type) {
    case "pause":
      return { at, type: "pause", reason: readName(event.reason, `${name}.reason`) };
    case "resume":
      // No reason at all means every reason; null is how some writers say so.
      if (event.reason === undefined || event.reason === null) return { at, type: "resume" };
      return { at, type: "resume", reason: readName(event.reason, `${name}.reason`) };
    case "retarget":
      return { at, type: "retarget", targetMinutes: readTarget(event.targetMinutes, `${name}.targetMinutes`) };
    case "calendar":
      return { at, type: "calendar", calendar: readCalendar(event.calendar, `${name}.calendar`, calendars) };
    case "met":
    case "revoke":
      return { at, type: event.type, answer: readName(event.answer, `${name}.answer`) };
    case "reopen":
    case "cancel":
      return { at, type: event.type };
    default:
      throw new LineFault("bad-events", `${name}.type must be one of ${EVENT_TYPES}: the start stands in the line`);
  }
}

const EVENT_TYPES = CLOCK_EVENT_TYPES.filter((type) => type !== "start").join(", ");

function readName(value: unknown, name: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new LineFault("bad-events", `${name} must be a text that is not empty`);
}
