import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { Instant } from "../time/instant.ts";
import type { ClockHistory } from "./clock-history.ts";

/** A stretch in which the clock ran under one calendar: what counts of it is the time that calendar was open. */
export interface ClockRun {
  readonly calendar: BusinessCalendar;
  readonly from: Instant;
  readonly to: Instant;
}

/** The running account of one promise up to the instant `at`. All lengths are milliseconds of working time. */
export interface Account {
  at: Instant;
  calendar: BusinessCalendar;
  targetMilliseconds: number;
  spentMilliseconds: number;
  pauseReasons: readonly string[];
  metAt: Instant | null;
  breachedAt: Instant | null;
  cancelledAt: Instant | null;
  /** The working time of each mark, and the instant at which it had been spent. */
  readonly marks: readonly number[];
  readonly markedAt: (Instant | null)[];
  readonly runs: ClockRun[];
}

const MILLISECONDS_A_MINUTE = 60_000;

/** The account of a clock at its start, before any event. */
export function openAccount({ start, targetMinutes, calendar, marks = [] }: ClockHistory): Account {
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

/** Whether working time counts now: not met, not cancelled, and no reason to pause remains. */
export function isRunning(account: Account): boolean {
  return account.pauseReasons.length === 0 && account.metAt === null && account.cancelledAt === null;
}

/**
 * Brings an account forward to `to`; does nothing when that is not later. Takes down the marks reached up to and with
 * `to`, and the breach when the deadline lies before it: events at the very instant of the deadline are applied first.
 */
export function advance(account: Account, to: Instant): void {
  if (to <= account.at) return;
  if (isRunning(account)) count(account, to);
  account.at = to;
}

/**
 * When a running account will have spent so much working time: the instant it stands at when it has by then, never an
 * earlier one; null when it lies past the years a calendar is computed for.
 */
export function whenSpent(account: Account, milliseconds: number): Instant | null {
  const missing = milliseconds - account.spentMilliseconds;
  if (missing <= 0) return account.at;
  return account.calendar.whenMeterShows(account.calendar.meterAt(account.at) + missing);
}

function count(account: Account, to: Instant): void {
  const { calendar, at: from, marks, markedAt } = account;
  const spent = account.spentMilliseconds + calendar.meterAt(to) - calendar.meterAt(from);
  if (account.breachedAt === null && spent >= account.targetMilliseconds) {
    const deadline = whenSpent(account, account.targetMilliseconds);
    if (deadline !== null && deadline < to) account.breachedAt = deadline;
  }
  for (let index = 0; index < marks.length; index += 1) {
    const mark = marks[index] as number;
    if (markedAt[index] === null && spent >= mark) markedAt[index] = whenSpent(account, mark);
  }
  account.spentMilliseconds = spent;
  account.runs.push({ calendar, from, to });
}
