import type { Instant } from "../time/instant.ts";
import type { ClockReading } from "./clock-reading.ts";

/** What of the time since the start counted against a promise, and what did not; the three add up to all of it. Milliseconds. */
export interface ReadingSummary {
  readonly countedMilliseconds: number;
  /** The desk was closed while the clock ran. */
  readonly closedMilliseconds: number;
  /** The clock stood still: paused, or kept for a while before it was reopened. */
  readonly pausedMilliseconds: number;
}

/** Divides the time between the start of a clock and its reading. */
export function summariseReading(reading: ClockReading, start: Instant): ReadingSummary {
  const ran = reading.runs.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    countedMilliseconds: reading.elapsedMilliseconds,
    closedMilliseconds: ran - reading.elapsedMilliseconds,
    pausedMilliseconds: reading.asOf - start - ran,
  };
}
