import { deadline, elapsedMilliseconds } from "../../domain/calendar/business-time.ts";
import { createCalendarCache } from "../../domain/calendar/calendar-cache.ts";
import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import { CALENDAR_YEARS } from "../../domain/calendar/open-ledger.ts";
import { countedIntervalsOf } from "../../domain/sla/counted-intervals-of.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import { LineFault } from "./line-fault.ts";
import { nestsDeeperThan } from "./nests-deeper-than.ts";
import {
  type Calendars,
  isJsonMap,
  type JsonMap,
  readCalendar,
  readEvents,
  readInstant,
  readMarks,
  readTarget,
} from "./read-question.ts";

// A calendar needs five levels, its line one or two more; what else a line holds is handed back as it came.
const MOST_LEVELS = 500;

type Answer = Readonly<Record<string, unknown>>;

/**
 * Makes the function behind `sla compute`: one JSON line in, one out (sla.md, Vectors). The input's fields are kept and
 * the answers of its `op` added; a faulty line becomes `{id, error: {code, message}}`. Never throws for what a line says.
 * Calendars are remembered within bounds, so that a stream of any length runs in bounded memory.
 */
export function createLineAnswerer(holidays: HolidaySource): (line: string) => string {
  const calendars = createCalendarCache(holidays);
  return (line) => JSON.stringify(answer(line, calendars));
}

/** The answer to a line that was not read at all, `{id: null, error}`. */
export function formatLineFault({ code, message }: LineFault, id: unknown = null): string {
  return JSON.stringify({ id: id ?? null, error: { code, message } });
}

function answer(line: string, calendars: Calendars): Answer {
  let id: unknown = null;
  try {
    const question = parseLine(line);
    id = question.id;
    return { ...question, ...answerQuestion(question, calendars) };
  } catch (error) {
    if (!(error instanceof LineFault)) throw error;
    return { id: id ?? null, error: { code: error.code, message: error.message } };
  }
}

function parseLine(line: string): JsonMap {
  if (nestsDeeperThan(MOST_LEVELS, line)) {
    throw new LineFault("bad-line", `the line nests more than ${MOST_LEVELS} levels deep: write it flatter`);
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new LineFault("bad-json", "the line is not JSON: write one JSON object on each line");
  }
  if (isJsonMap(value)) return value;
  throw new LineFault("bad-line", "the line must be a JSON object");
}

function answerQuestion(question: JsonMap, calendars: Calendars): Answer {
  switch (question.op) {
    case "deadline":
      return answerDeadline(question, calendars);
    case "elapsed":
      return answerElapsed(question, calendars);
    case "timeline":
      return answerTimeline(question, calendars);
    default:
      throw new LineFault("unknown-op", "op must be deadline, elapsed or timeline");
  }
}

function answerDeadline(question: JsonMap, calendars: Calendars): Answer {
  const calendar = readCalendar(question.calendar, "calendar", calendars);
  const start = readInstant(question.start, "start");
  const due = deadline(calendar, start, readTarget(question.targetMinutes, "targetMinutes"));
  if (due !== null) return { deadline: formatInstant(due) };
  throw new LineFault("out-of-range", `the deadline lies after the year ${CALENDAR_YEARS.last}`);
}

function answerElapsed(question: JsonMap, calendars: Calendars): Answer {
  const calendar = readCalendar(question.calendar, "calendar", calendars);
  const from = readInstant(question.from, "from");
  const elapsed = elapsedMilliseconds(calendar, from, readInstant(question.to, "to"));
  return { elapsedSeconds: towardsZero(elapsed) };
}

function answerTimeline(question: JsonMap, calendars: Calendars): Answer {
  const history = {
    calendar: readCalendar(question.calendar, "calendar", calendars),
    start: readInstant(question.start, "start"),
    targetMinutes: readTarget(question.targetMinutes, "targetMinutes"),
    marks: readMarks(question.marks),
    events: readEvents(question.events, calendars),
  };
  const reading = foldClock(history, readInstant(question.asOf, "asOf"));
  return {
    state: reading.state,
    deadline: formatOrNull(reading.deadline),
    elapsedSeconds: towardsZero(reading.elapsedMilliseconds),
    metAt: formatOrNull(reading.metAt),
    breachedAt: formatOrNull(reading.breachedAt),
    marks: reading.marks.map(formatOrNull),
    intervals: countedIntervalsOf(reading).map(([from, to]) => [formatInstant(from), formatInstant(to)]),
  };
}

// The whole sum is rounded, never each interval. Adding 0 turns -0 into 0.
function towardsZero(milliseconds: number): number {
  return Math.trunc(milliseconds / 1000) + 0;
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
