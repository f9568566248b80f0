import { deadline } from "../../domain/calendar/business-time.ts";
import { HELD_UNTIL_CHANGE } from "../../domain/sla/plan-ladder.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { refreshClock } from "./refresh-clock.ts";

export interface Acknowledgement {
  /** Working minutes in the clock's own calendar; null: until the clock is next changed. */
  readonly holdMinutes: number | null;
  readonly at: Instant;
}

/** `until` null: until the clock is next changed. */
export type AcknowledgeResult =
  | { readonly kind: "held"; readonly until: Instant | null }
  | { readonly kind: "nothing-to-hold" };

/**
 * `#ack 2h` and `#ack`: somebody takes care, so the ladder of every unanswered clock of the ticket is held. Steps that fall
 * due meanwhile ring when the hold ends, unless the promise was kept. The breach itself is recorded all the same. Who
 * acknowledged is the caller's to record.
 */
export async function acknowledgeAlert(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  acknowledgement: Acknowledgement,
): Promise<AcknowledgeResult> {
  const { holdMinutes, at } = acknowledgement;
  const open = (await lockStandingClocks(stores, ticketId)).filter(({ metAt }) => metAt === null);
  let longest: Instant | null = null;
  for (const clock of open) {
    const calendar = await context.calendarFor(clock.calendar, clock.deskVersionId);
    const until = holdMinutes === null ? null : deadline(calendar, at, holdMinutes);
    if (until !== null && (longest === null || until > longest)) longest = until;
    await refreshClock(stores, context, clock, until ?? HELD_UNTIL_CHANGE);
  }
  if (open.length === 0) return { kind: "nothing-to-hold" };
  return { kind: "held", until: longest };
}
