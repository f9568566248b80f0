import type { ClockReading } from "./clock-reading.ts";

/**
 * What became of a promise, for a report: answered in time, answered too late, past its deadline and never answered, still
 * open, or cancelled before it was broken. A breach is a fact: cancelling afterwards does not undo it.
 */
export const PROMISE_OUTCOMES = ["kept", "late", "unanswered", "open", "cancelled"] as const;

export type PromiseOutcome = (typeof PROMISE_OUTCOMES)[number];

/** What became of a promise by the instant of the reading. */
export function outcomeOfPromise({ breachedAt, metAt, cancelledAt }: ClockReading): PromiseOutcome {
  if (breachedAt !== null) return metAt === null ? "unanswered" : "late";
  if (cancelledAt !== null) return "cancelled";
  return metAt === null ? "open" : "kept";
}
