import type { PauseReason } from "../../domain/sla/clock-event.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { CLOCK_KINDS, type ClockKind } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/** Waiting for the requester excuses only the resolution; waiting for access or consent excuses every promise. */
export const PAUSED_BY: Readonly<Record<PauseReason, readonly ClockKind[]>> = {
  requester: ["resolution"],
  access: CLOCK_KINDS,
  consent: CLOCK_KINDS,
};

/** `#wait`, `#ask-access` and `#ask-consent`: the clocks that the reason excuses stand still. */
export function pauseClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { reason, at }: { reason: PauseReason; at: Instant },
): Promise<number> {
  return recordClockEvents(stores, context, ticketId, PAUSED_BY[reason], { type: "pause", at, data: { reason } });
}
