import { type LocalDate, parseLocalDate, yearOf } from "../time/local-date.ts";
import { type DaySpan, WHOLE_DAY } from "./day-spans.ts";
import { CALENDAR_YEARS } from "./open-ledger.ts";
import { parseWallTime } from "./wall-time.ts";

/** Keys and indexes from the root of a calendar to one of its values. */
export type Path = readonly (string | number)[];

/** Takes down one fault: where it stands, and one sentence that says what is wrong and how to mend it. */
export type Report = (path: Path, message: string) => void;

/** Whether a value is a map of keys to values, neither a list nor null. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reports each key that is not one of `allowed`: a key nobody reads is a promise nobody keeps. */
export function checkKeys(map: object, allowed: readonly string[], path: Path, report: Report): void {
  for (const key of Object.keys(map)) {
    if (!allowed.includes(key)) report([...path, key], `unknown key \`${key}\`: use ${allowed.join(", ")}`);
  }
}

/** The items of an optional list; none, with a report that shows the example, for anything that is no list. */
export function readList(value: unknown, path: Path, example: string, report: Report): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  report(path, `\`${path.at(-1)}\` must be a list such as ${example}`);
  return [];
}

/** Reads `["08:00", "16:00"]`; null, with a report, for anything else. */
export function readSpan(value: unknown, path: Path, report: Report): DaySpan | null {
  if (!Array.isArray(value) || value.length !== 2) {
    report(path, 'an opening is a pair of times such as ["08:00", "16:00"]');
    return null;
  }
  const from = readTime(value[0], [...path, 0], report);
  const to = readTime(value[1], [...path, 1], report);
  return orderedSpan(from, to, path, report);
}

/** Reads `from` and `to` of a closure or an opening, the ends of the day where missing; null, with a report, when wrong. */
export function readDatedSpan(map: Readonly<Record<string, unknown>>, path: Path, report: Report): DaySpan | null {
  const from = map.from === undefined ? WHOLE_DAY.from : readTime(map.from, [...path, "from"], report);
  const to = map.to === undefined ? WHOLE_DAY.to : readTime(map.to, [...path, "to"], report);
  return orderedSpan(from, to, path, report);
}

/** Reads the key `date` of a closure or an opening; null, with a report, when missing, impossible or outside `CALENDAR_YEARS`. */
export function readDate(map: Readonly<Record<string, unknown>>, path: Path, report: Report): LocalDate | null {
  const text = map.date;
  if (text === undefined) {
    report(path, "`date` is missing: write it as YYYY-MM-DD");
    return null;
  }
  const date = typeof text === "string" ? parseLocalDate(text) : null;
  const { first, last } = CALENDAR_YEARS;
  if (date === null)
    report([...path, "date"], `impossible date ${JSON.stringify(text)}: write a real one as YYYY-MM-DD`);
  else if (yearOf(date) < first || yearOf(date) > last) {
    report([...path, "date"], `date ${text} is outside the years ${first} to ${last}`);
    return null;
  }
  return date;
}

/** Reports each span that overlaps one before it on the same date; touching is allowed. Spans in the order they were written. */
export function reportOverlaps(
  spans: readonly ((DaySpan & { date?: number }) | null)[],
  path: Path,
  report: Report,
): void {
  const ordered = spans
    .flatMap((span, index) => (span === null ? [] : [{ from: span.from, to: span.to, date: span.date ?? 0, index }]))
    .sort((one, other) => one.date - other.date || one.from - other.from || one.index - other.index);
  let reaches = ordered[0];
  for (const span of ordered.slice(1)) {
    if (reaches !== undefined && span.date === reaches.date && span.from < reaches.to) {
      const [earlier, later] = [reaches.index, span.index].sort((one, other) => one - other) as [number, number];
      report([...path, later], `overlaps opening number ${earlier + 1} of the same day: join the two or move one`);
    }
    if (reaches === undefined || span.date !== reaches.date || span.to > reaches.to) reaches = span;
  }
}

function readTime(value: unknown, path: Path, report: Report): number | null {
  const minutes = typeof value === "string" ? parseWallTime(value) : null;
  if (minutes === null)
    report(path, `${JSON.stringify(value)} is no time: write whole minutes as "HH:MM", up to "24:00"`);
  return minutes;
}

function orderedSpan(from: number | null, to: number | null, path: Path, report: Report): DaySpan | null {
  if (from === null || to === null) return null;
  if (from < to) return { from, to };
  report(path, "`from` must be before `to`: a night shift is two openings, one to 24:00 and one from 00:00");
  return null;
}
