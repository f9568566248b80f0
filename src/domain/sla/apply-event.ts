import type { Account } from "./account.ts";
import type { ClockEvent } from "./clock-event.ts";

const MILLISECONDS_A_MINUTE = 60_000;

/**
 * Changes an account by one event, when it has been brought forward to the event's instant. `revoke` changes nothing here:
 * `standingEvents` has left the revoked answer out.
 */
export function applyEvent(account: Account, event: ClockEvent): void {
  if (account.cancelledAt !== null) return;
  if (account.metAt === null) changeOpenPromise(account, event);
  else if (event.type === "reopen") account.metAt = null;
}

function changeOpenPromise(account: Account, event: ClockEvent): void {
  switch (event.type) {
    case "pause":
      if (!account.pauseReasons.includes(event.reason)) account.pauseReasons = [...account.pauseReasons, event.reason];
      return;
    case "resume":
      account.pauseReasons =
        event.reason === undefined ? [] : account.pauseReasons.filter((reason) => reason !== event.reason);
      return;
    case "retarget":
      account.targetMilliseconds = event.targetMinutes * MILLISECONDS_A_MINUTE;
      return;
    case "calendar":
      account.calendar = event.calendar;
      return;
    case "met":
      account.metAt = account.at;
      return;
    case "cancel":
      account.cancelledAt = account.at;
      return;
    case "reopen":
    case "revoke":
      return;
  }
}
