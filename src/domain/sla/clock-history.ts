import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { Instant } from "../time/instant.ts";
import type { ClockEvent } from "./clock-event.ts";

/** What a clock is folded from. */
export interface ClockHistory {
  readonly start: Instant;
  /** Whole minutes of working time, 0 or more. */
  readonly targetMinutes: number;
  readonly calendar: BusinessCalendar;
  /** In order of arrival. One before the start counts as at the start. */
  readonly events: readonly ClockEvent[];
  /** Whole minutes of working time whose instants are wanted, in any order: warnings and steps of the ladder. */
  readonly marks?: readonly number[];
}
