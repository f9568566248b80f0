import type { Instant } from "../time/instant.ts";
import { type Account, type ClockRun, isRunning, whenSpent } from "./account.ts";
import type { ClockState } from "./clock-state.ts";

/** A deadline further ahead than ten years is given as none: it promises nothing to anybody, and changes before it comes. */
const FARTHEST_DEADLINE_MILLISECONDS = 3653 * 86_400_000;

/** A clock as it stands at `asOf`. */
export interface ClockReading {
  readonly asOf: Instant;
  readonly state: ClockState;
  /** When the promise falls due while it runs, within ten years; when it fell due once breached; null otherwise. */
  readonly deadline: Instant | null;
  readonly elapsedMilliseconds: number;
  /** The first answer that stands, in time or late; late by `metAt - breachedAt`. */
  readonly metAt: Instant | null;
  readonly breachedAt: Instant | null;
  readonly cancelledAt: Instant | null;
  /** Why it stands still, in the order in which the reasons came. */
  readonly pauseReasons: readonly string[];
  /** For each mark asked for, the first instant at which that much working time had been spent; null when it has not. */
  readonly marks: readonly (Instant | null)[];
  /** For each mark not reached, when it will be if the clock runs on; null when reached, or when it stands still. */
  readonly comingMarks: readonly (Instant | null)[];
  /** The stretches in which it ran; `countedIntervalsOf` gives the open time in them. */
  readonly runs: readonly ClockRun[];
}

/** Reads an account at the instant it stands at. */
export function readAccount(account: Account): ClockReading {
  const running = isRunning(account);
  return {
    asOf: account.at,
    state: stateOf(account, running),
    deadline: account.breachedAt ?? (running ? comingDeadline(account) : null),
    elapsedMilliseconds: account.spentMilliseconds,
    metAt: account.metAt,
    breachedAt: account.breachedAt,
    cancelledAt: account.cancelledAt,
    pauseReasons: account.pauseReasons,
    marks: account.markedAt,
    comingMarks: account.marks.map((mark, index) =>
      running && account.markedAt[index] === null ? whenSpent(account, mark) : null,
    ),
    runs: account.runs,
  };
}

function comingDeadline(account: Account): Instant | null {
  const due = whenSpent(account, account.targetMilliseconds);
  return due !== null && due - account.at <= FARTHEST_DEADLINE_MILLISECONDS ? due : null;
}

function stateOf(account: Account, running: boolean): ClockState {
  if (account.cancelledAt !== null) return "cancelled";
  if (account.breachedAt !== null) return "breached";
  if (account.metAt !== null) return "met";
  return running ? "running" : "paused";
}
