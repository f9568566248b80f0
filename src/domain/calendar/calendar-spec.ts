/** The keys of `hours`, Monday first. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** `["08:00", "16:00"]`: local wall times `[from, to)`, whole minutes, `from < to <= 24:00`. */
export type HoursSpan = readonly [from: string, to: string];

/** Takes away a whole day, or the part `[from, to)` of it; a missing end is the end of the day. Closures may overlap. */
export interface ClosureSpec {
  readonly date: string;
  readonly from?: string;
  readonly to?: string;
}

/** Adds `[from, to)` on one date, on a holiday and over a closure too. */
export interface OpeningSpec {
  readonly date: string;
  readonly from: string;
  readonly to: string;
}

/**
 * When time counts, as an operations person writes it (the agreement; docs of the clock). Order of the rules: hours of
 * the weekday; a holiday empties the day; closures take away; openings add. Nothing is stored with an offset: the IANA
 * zone is applied when computing. Only a value that `validateCalendar` found no fault in may be used as one.
 */
export interface CalendarSpec {
  readonly zone: string;
  readonly hours: { readonly [day in Weekday]?: readonly HoursSpan[] };
  /** Countries whose public holidays close the desk, such as `dk`. */
  readonly holidays?: readonly string[];
  readonly closures?: readonly ClosureSpec[];
  readonly openings?: readonly OpeningSpec[];
}
