import type { Instant } from "../time/instant.ts";
import type { ClockReading } from "./clock-reading.ts";

/** What rang for a clock in its present generation. */
export interface FiredWakes {
  readonly breach: boolean;
  /** For each mark of the reading, whether its step has rung. */
  readonly marks: readonly boolean[];
}

/**
 * When something is next due for a clock: its deadline or a mark that has not rung, whichever is first, with their true
 * instants, so one that was missed lies in the past. Without `fired`, what the reading has reached counts as rung. Null
 * when nothing is due: met, cancelled, or standing still with everything rung.
 */
export function nextWakeAt(reading: ClockReading, fired?: FiredWakes): Instant | null {
  const { marks, comingMarks, breachedAt, metAt, cancelledAt } = reading;
  if (metAt !== null || cancelledAt !== null) return null;
  const due: (Instant | null)[] = [...comingMarks];
  if (breachedAt === null) due.push(reading.deadline);
  if (fired !== undefined) {
    if (!fired.breach) due.push(breachedAt);
    for (const [index, at] of marks.entries()) if (fired.marks[index] !== true) due.push(at);
  }
  return due.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
}
