import type { OpenInterval } from "../calendar/open-intervals.ts";
import type { ClockReading } from "./clock-reading.ts";

/** The working time counted by a clock as UTC intervals, in order, joined where they touch; their sum is `elapsedMilliseconds`. */
export function countedIntervalsOf(reading: ClockReading): OpenInterval[] {
  const joined: OpenInterval[] = [];
  for (const { calendar, from, to } of reading.runs) {
    for (const interval of calendar.intervals(from, to)) {
      const last = joined.at(-1);
      if (last !== undefined && last[1] === interval[0]) joined[joined.length - 1] = [last[0], interval[1]];
      else joined.push(interval);
    }
  }
  return joined;
}
