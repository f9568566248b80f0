import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { Instant } from "../time/instant.ts";
import { type Account, advance } from "./account.ts";
import { applyEvent } from "./apply-event.ts";
import type { ClockEvent } from "./clock-event.ts";
import { type ClockReading, readAccount } from "./clock-reading.ts";
import { standingEvents } from "./standing-events.ts";

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

const MILLISECONDS_A_MINUTE = 60_000;

/**
 * Reads a clock as it stands at an instant: a pure fold over its events, the same for `sla compute`, the stored
 * projection and every explanation. Events after `asOf` are of no account. Throws RangeError when an instant lies outside
 * `CALENDAR_YEARS`.
 */
export function foldClock(history: ClockHistory, asOf: Instant): ClockReading {
  const account = openAccount(history);
  for (const event of standingEvents(history.events, asOf)) {
    advance(account, event.at);
    applyEvent(account, event);
  }
  advance(account, asOf);
  return readAccount(account);
}

function openAccount({ start, targetMinutes, calendar, marks = [] }: ClockHistory): Account {
  return {
    at: start,
    calendar,
    targetMilliseconds: targetMinutes * MILLISECONDS_A_MINUTE,
    spentMilliseconds: 0,
    pauseReasons: [],
    metAt: null,
    breachedAt: null,
    cancelledAt: null,
    marks: marks.map((minutes) => minutes * MILLISECONDS_A_MINUTE),
    // No time at all has been spent at the start, open or not.
    markedAt: marks.map((minutes) => (minutes <= 0 ? start : null)),
    runs: [],
  };
}
