import type { Instant } from "../time/instant.ts";
import { type Account, advance, isRunning, openAccount } from "./account.ts";
import { applyEvent } from "./apply-event.ts";
import type { ClockEvent } from "./clock-event.ts";
import type { ClockHistory } from "./clock-history.ts";
import { type Closing, explainClosing } from "./explain-closing.ts";
import { knownEvents, standingEvents } from "./standing-events.ts";

/** Why time was not counted: the calendar was closed, the clock was paused, or the promise had come to its end. */
export type NotCounted =
  | Closing
  | { readonly kind: "paused"; readonly reasons: readonly string[] }
  | { readonly kind: "met" }
  | { readonly kind: "cancelled" };

/**
 * One line of an explanation. Stretches `[at, to)` follow each other without gaps from the start to the reading; events and
 * the breach stand between them. `sumMilliseconds` is the working time spent when the line ends.
 */
export type ExplanationRow = { readonly at: Instant; readonly sumMilliseconds: number } & (
  | { readonly kind: "start"; readonly targetMinutes: number }
  /** `counts` is false for an answer that was revoked: it is shown, and had no effect. */
  | { readonly kind: "event"; readonly event: ClockEvent; readonly counts: boolean }
  | { readonly kind: "breach" }
  | { readonly kind: "counted"; readonly to: Instant; readonly milliseconds: number }
  /** `openMilliseconds`: the working time that would have counted, 0 while closed. */
  | { readonly kind: "not-counted"; readonly to: Instant; readonly why: NotCounted; readonly openMilliseconds: number }
);

/**
 * The story of a clock up to `asOf`, line by line, from the same account that `foldClock` keeps: what was counted, the sum,
 * what was not counted and why.
 */
export function explainClock(history: ClockHistory, asOf: Instant): ExplanationRow[] {
  const account = openAccount(history);
  const standing = new Set(standingEvents(history.events, asOf));
  const rows: ExplanationRow[] = [
    { kind: "start", at: history.start, sumMilliseconds: 0, targetMinutes: history.targetMinutes },
  ];
  for (const event of knownEvents(history.events, asOf)) {
    rows.push(...pass(account, event.at));
    const counts = standing.has(event);
    if (counts) applyEvent(account, event);
    rows.push({ kind: "event", at: account.at, sumMilliseconds: account.spentMilliseconds, event, counts });
  }
  rows.push(...pass(account, asOf));
  return rows;
}

// Brings the account forward and tells what it passed on the way.
function pass(account: Account, to: Instant): ExplanationRow[] {
  const { at: from, breachedAt, spentMilliseconds: spent } = account;
  if (to <= from) return [];
  const why = standingStill(account);
  advance(account, to);
  if (why !== null) {
    const openMilliseconds = account.calendar.meterAt(to) - account.calendar.meterAt(from);
    return [{ kind: "not-counted", at: from, to, why, openMilliseconds, sumMilliseconds: spent }];
  }
  if (breachedAt !== null || account.breachedAt === null) return runningRows(account, from, to, spent);
  const breach = account.breachedAt;
  const before = runningRows(account, from, breach, spent);
  const sumMilliseconds = before.at(-1)?.sumMilliseconds ?? spent;
  return [
    ...before,
    { kind: "breach", at: breach, sumMilliseconds },
    ...runningRows(account, breach, to, sumMilliseconds),
  ];
}

function standingStill(account: Account): NotCounted | null {
  if (isRunning(account)) return null;
  if (account.cancelledAt !== null) return { kind: "cancelled" };
  if (account.metAt !== null) return { kind: "met" };
  return { kind: "paused", reasons: account.pauseReasons };
}

// The open intervals are counted, what lies between them is closed.
function runningRows({ calendar }: Account, from: Instant, to: Instant, spentBefore: number): ExplanationRow[] {
  const rows: ExplanationRow[] = [];
  let sum = spentBefore;
  let reached = from;
  const closedUntil = (until: Instant): void => {
    if (reached >= until) return;
    const why = explainClosing(calendar, reached, until);
    rows.push({ kind: "not-counted", at: reached, to: until, why, openMilliseconds: 0, sumMilliseconds: sum });
  };
  for (const [opens, closes] of calendar.intervals(from, to)) {
    closedUntil(opens);
    sum += closes - opens;
    rows.push({ kind: "counted", at: opens, to: closes, milliseconds: closes - opens, sumMilliseconds: sum });
    reached = closes;
  }
  closedUntil(to);
  return rows;
}
