import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { Instant } from "../time/instant.ts";

/** The events of a clock, as stored. `start` opens the account; the fold is handed it apart from the rest. */
export const CLOCK_EVENT_TYPES = [
  "start",
  "pause",
  "resume",
  "retarget",
  "calendar",
  "met",
  "revoke",
  "reopen",
  "cancel",
] as const;

export type ClockEventType = (typeof CLOCK_EVENT_TYPES)[number];

/** Why a clock stands still: we wait for the requester's answer, for access to a system, or for consent. */
export const PAUSE_REASONS = ["requester", "access", "consent"] as const;

export type PauseReason = (typeof PAUSE_REASONS)[number];

/**
 * What happened to a clock after its start.
 * - `pause`: stands still for one more reason; the same reason twice is one reason.
 * - `resume`: that reason is gone; without a reason all are.
 * - `retarget`: another target, whole minutes; what was spent stays spent.
 * - `calendar`: another calendar from that instant on; `name` is what people call it.
 * - `met`: an answer that keeps the promise, in time or late; `answer` names it. From then on only `reopen` and `revoke`
 *   are of account: what happens to a kept promise changes nothing of it.
 * - `revoke`: that answer provably never arrived; everything is read as if it had never been given.
 * - `reopen`: a met clock runs on, with its target, its calendar and its reasons to pause as they were when it was met.
 * - `cancel`: the promise is void; whatever comes later is of no account.
 */
export type ClockEvent = { readonly at: Instant } & (
  | { readonly type: "pause"; readonly reason: string }
  | { readonly type: "resume"; readonly reason?: string }
  | { readonly type: "retarget"; readonly targetMinutes: number }
  | { readonly type: "calendar"; readonly calendar: BusinessCalendar; readonly name?: string }
  | { readonly type: "met"; readonly answer: string }
  | { readonly type: "revoke"; readonly answer: string }
  | { readonly type: "reopen" }
  | { readonly type: "cancel" }
);
