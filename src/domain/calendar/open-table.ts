import type { OpenInterval } from "./open-intervals.ts";

/**
 * The open intervals of adjoining UTC years as three columns of one table: interval i opens, closes, and had so much open
 * time before it, in milliseconds from a zero that never moves (earlier years have readings below it).
 */
export interface OpenTable {
  readonly opens: number[];
  readonly closes: number[];
  readonly before: number[];
  /** The reading after the last interval. */
  total: number;
}

/** A table without a year. */
export function createOpenTable(): OpenTable {
  return { opens: [], closes: [], before: [], total: 0 };
}

/** Adds the intervals of the year after the last; one that touches the end of the table continues its last interval. */
export function appendYear(table: OpenTable, intervals: readonly OpenInterval[]): void {
  const { opens, closes, before } = table;
  for (const [from, to] of intervals) {
    if (closes.at(-1) === from) closes[closes.length - 1] = to;
    else {
      opens.push(from);
      closes.push(to);
      before.push(table.total);
    }
    table.total += to - from;
  }
}

/** Adds the intervals of the year before the first, in the same manner. */
export function prependYear(table: OpenTable, intervals: readonly OpenInterval[]): void {
  const { opens, closes, before } = table;
  const touching = intervals.at(-1)?.[1] === opens[0] ? intervals.at(-1) : undefined;
  const whole = touching === undefined ? intervals : intervals.slice(0, -1);
  let reading = before[0] ?? table.total;
  if (touching !== undefined) {
    reading -= touching[1] - touching[0];
    opens[0] = touching[0];
    before[0] = reading;
  }
  const readings = whole.map(([from, to]) => to - from);
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    reading -= readings[index] as number;
    readings[index] = reading;
  }
  opens.unshift(...whole.map(([from]) => from));
  closes.unshift(...whole.map(([, to]) => to));
  before.unshift(...readings);
}
