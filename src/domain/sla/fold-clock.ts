import type { Instant } from "../time/instant.ts";
import { advance, openAccount } from "./account.ts";
import { applyEvent } from "./apply-event.ts";
import type { ClockHistory } from "./clock-history.ts";
import { type ClockReading, readAccount } from "./clock-reading.ts";
import { standingEvents } from "./standing-events.ts";

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
