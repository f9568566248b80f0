import { type Instant, instant } from "../time/instant.ts";
import { localDate, MILLISECONDS_A_DAY } from "../time/local-date.ts";
import { type OffsetStretch, offsetStretches } from "../time/zone-offsets.ts";
import type { DayPlan } from "./day-plan.ts";

/** An open interval `[from, to)` in UTC. */
export type OpenInterval = readonly [from: Instant, to: Instant];

const MILLISECONDS_A_MINUTE = 60_000;

/**
 * All open intervals of one UTC year, in order, joined where they touch, cut at the ends of the year.
 *
 * An instant is open if and only if its local wall time lies in an opening of its local date. So each stretch of constant
 * offset is laid over the local dates it shows, and cut at its own ends: a skipped hour is in no stretch, a repeated one in two.
 */
export function openIntervals(zone: string, plan: DayPlan, utcYear: number): OpenInterval[] {
  const intervals: OpenInterval[] = [];
  for (const stretch of offsetStretches(zone, utcYear)) {
    for (const [from, to] of openInStretch(stretch, plan)) {
      const last = intervals.at(-1);
      if (last !== undefined && last[1] === from) intervals[intervals.length - 1] = [last[0], to];
      else intervals.push([from, to]);
    }
  }
  return intervals;
}

function* openInStretch({ from, to, offsetMilliseconds }: OffsetStretch, plan: DayPlan): Generator<OpenInterval> {
  const firstDay = Math.floor((from + offsetMilliseconds) / MILLISECONDS_A_DAY);
  const lastDay = Math.floor((to - 1 + offsetMilliseconds) / MILLISECONDS_A_DAY);
  for (let day = firstDay; day <= lastDay; day += 1) {
    const midnight = day * MILLISECONDS_A_DAY - offsetMilliseconds;
    for (const span of plan.openings(localDate(day))) {
      const opens = Math.max(from, midnight + span.from * MILLISECONDS_A_MINUTE);
      const closes = Math.min(to, midnight + span.to * MILLISECONDS_A_MINUTE);
      if (opens < closes) yield [instant(opens), instant(closes)];
    }
  }
}
