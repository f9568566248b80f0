import { type Instant, instant } from "../time/instant.ts";
import type { OpenInterval } from "./open-intervals.ts";
import { appendYear, createOpenTable, type OpenTable, prependYear } from "./open-table.ts";

/** Questions are answered from the first instant of the first year up to the end of the last, in UTC. */
export const CALENDAR_YEARS = { first: 1970, last: 2199 } as const;

/**
 * Open time as a meter that runs while the calendar is open. Years are expanded once, when first needed; a question is
 * then one or two binary searches, however far away it lies.
 */
export interface OpenLedger {
  /**
   * The meter's reading at an instant, in milliseconds from an arbitrary zero: only differences mean anything, and the zero
   * never moves. Throws RangeError outside `CALENDAR_YEARS`: ask `isWithinCalendarYears` first.
   */
  meterAt(at: Instant): number;
  /** The earliest instant at which the meter shows `reading`, which must lie after one it has shown; null past the last year. */
  whenMeterShows(reading: number): Instant | null;
  /** The open intervals in `[from, to)`, in order, joined, cut at both ends. */
  intervals(from: Instant, to: Instant): OpenInterval[];
  /** How many intervals are held in memory, for caches that must stay bounded. */
  size(): number;
}

/** Whether a calendar can answer for the instant. */
export function isWithinCalendarYears(at: Instant): boolean {
  return at >= startOfYear(CALENDAR_YEARS.first) && at < startOfYear(CALENDAR_YEARS.last + 1);
}

/** A ledger over the intervals that `expandYear` gives; it is called once for each UTC year. */
export function createOpenLedger(expandYear: (utcYear: number) => readonly OpenInterval[]): OpenLedger {
  const table = createOpenTable();
  const { opens, closes, before } = table;
  const years = createYears(table, expandYear);
  return {
    meterAt(at) {
      years.cover(at);
      const index = countUpTo(opens, at) - 1;
      if (index < 0) return before[0] ?? table.total;
      return (before[index] as number) + Math.min(at, closes[index] as number) - (opens[index] as number);
    },
    whenMeterShows(reading) {
      while (table.total < reading) if (!years.addNext()) return null;
      // The last interval that begins below the reading: what is reached at closing is reached then, not at the next opening.
      const index = countBelow(before, reading) - 1;
      return instant((opens[index] as number) + reading - (before[index] as number));
    },
    intervals(from, to) {
      if (from >= to) return [];
      years.cover(from);
      years.cover(to);
      return cut(table, from, to);
    },
    size: () => opens.length,
  };
}

function createYears(table: OpenTable, expandYear: (utcYear: number) => readonly OpenInterval[]) {
  let first = 0;
  let last = -1;
  let coveredFrom = 0;
  let coveredTo = 0;

  function addNext(): boolean {
    if (last === CALENDAR_YEARS.last) return false;
    last += 1;
    appendYear(table, expandYear(last));
    coveredTo = startOfYear(last + 1);
    return true;
  }

  function grow(at: Instant): void {
    if (!isWithinCalendarYears(at)) throw new RangeError("instant outside the years a calendar is computed for");
    const year = new Date(at).getUTCFullYear();
    if (last < first) {
      first = year;
      last = year - 1;
    }
    while (last < year) addNext();
    while (first > year) {
      first -= 1;
      prependYear(table, expandYear(first));
    }
    coveredFrom = startOfYear(first);
  }

  return {
    addNext,
    cover(at: Instant): void {
      if (at < coveredFrom || at >= coveredTo) grow(at);
    },
  };
}

function startOfYear(year: number): number {
  return Date.UTC(year, 0, 1);
}

// How many of the ascending values are at most the limit.
function countUpTo(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

// How many of the ascending values are below the limit.
function countBelow(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cut({ opens, closes }: OpenTable, from: Instant, to: Instant): OpenInterval[] {
  const found: OpenInterval[] = [];
  const start = Math.max(0, countUpTo(opens, from) - 1);
  for (let index = start; index < opens.length && (opens[index] as number) < to; index += 1) {
    const begins = Math.max(from, opens[index] as number);
    const ends = Math.min(to, closes[index] as number);
    if (begins < ends) found.push([instant(begins), instant(ends)]);
  }
  return found;
}
