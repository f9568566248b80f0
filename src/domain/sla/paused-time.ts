import type { Instant } from "../time/instant.ts";
import { type Account, advance, isRunning, openAccount } from "./account.ts";
import { applyEvent } from "./apply-event.ts";
import type { ClockHistory } from "./clock-history.ts";
import { standingEvents } from "./standing-events.ts";

/**
 * The working time, in milliseconds, that was not counted up to `asOf` because of each reason to pause; a reason that never
 * fell into open hours is there with 0. While a clock stands still for two reasons, each of them has the time as its own.
 */
export function pausedTimeOf(history: ClockHistory, asOf: Instant): ReadonlyMap<string, number> {
  const account = openAccount(history);
  const paused = new Map<string, number>();
  for (const event of standingEvents(history.events, asOf)) {
    pass(account, event.at, paused);
    applyEvent(account, event);
  }
  pass(account, asOf, paused);
  return paused;
}

function pass(account: Account, to: Instant, paused: Map<string, number>): void {
  const { at: from, calendar } = account;
  if (to > from && isPaused(account)) {
    const open = calendar.meterAt(to) - calendar.meterAt(from);
    for (const reason of account.pauseReasons) paused.set(reason, (paused.get(reason) ?? 0) + open);
  }
  advance(account, to);
}

function isPaused(account: Account): boolean {
  return account.metAt === null && account.cancelledAt === null && !isRunning(account);
}
