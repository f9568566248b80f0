/** The days of the week as desk.yaml and the vectors write them, Monday first. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export type Weekday = (typeof weekdays)[number];

/** `[from, to)` in local wall time, `HH:MM`, `from < to <= 24:00`. */
export type Span = readonly [from: string, to: string];

/** A closed day, or with `from` and `to` a closed part of it. */
export interface Closure {
  readonly date: string;
  readonly from?: string;
  readonly to?: string;
}

/** An opening added to a date, whatever its weekday, holidays and closures say. */
export interface Opening {
  readonly date: string;
  readonly from: string;
  readonly to: string;
}

/** When the clock runs, as desk.yaml and the vectors write it (sla.md, "When time counts"). */
export interface CalendarSpec {
  readonly zone: string;
  readonly hours: Readonly<Partial<Record<Weekday, readonly Span[]>>>;
  readonly holidays?: readonly string[];
  readonly closures?: readonly Closure[];
  readonly openings?: readonly Opening[];
}
