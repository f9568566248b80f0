import type { Instant } from "../../domain/time/instant.ts";
import type { LocalDate } from "../../domain/time/local-date.ts";

/** What a stretch of time was to a clock. `left` will count if nothing happens; `kept` lies between an answer and a reopening. */
export const BAR_KINDS = ["counted", "overdue", "left", "paused", "closed", "kept"] as const;

export type BarKind = (typeof BAR_KINDS)[number];

/** A stretch within one local date and one offset; minutes are those of the wall since midnight. */
export interface DayBar {
  readonly kind: BarKind;
  readonly from: Instant;
  readonly to: Instant;
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Why it did not count, in words; empty for what counts and for ordinary nights. */
  readonly why: readonly string[];
}

/** How a note is meant, from which its sign and colour follow. */
export type NoteTone = "start" | "plain" | "good" | "bad" | "warning" | "deadline" | "now";

/** Something that happened at an instant, or is due then. */
export interface DayNote {
  readonly at: Instant;
  readonly minute: number;
  readonly tone: NoteTone;
  readonly text: string;
}

/** One local date of a clock. */
export interface DayOfClock {
  readonly date: LocalDate;
  readonly bars: readonly DayBar[];
  /** By instant. */
  readonly notes: readonly DayNote[];
  /** Working time counted on this date, counted until its end, and left on it; milliseconds. */
  readonly counted: number;
  readonly sum: number;
  readonly left: number;
  /** By how much the wall jumped on this date: 0 on nearly all. Milliseconds, negative when the clocks went back. */
  readonly clockChange: number;
}
