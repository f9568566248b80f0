import type { ClockEventType } from "../../domain/sla/clock-event.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { ClockKind, StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import { refreshClock } from "./refresh-clock.ts";

/** The stores that every change of a clock writes to, all in the caller's transaction. */
export type ClockStores = Pick<Stores, "clocks" | "tickets" | "now">;

export interface NewClockEvent {
  readonly type: Exclude<ClockEventType, "start">;
  readonly at: Instant;
  readonly data: Record<string, unknown>;
}

/**
 * Appends an event to the clocks of a ticket, of these kinds, that are not cancelled (and that `only` picks), and folds
 * each anew from all its events. Locks the clocks first, so that an answer and a firing are decided one after the other.
 * Ends a hold of the ladder: this is the change that an acknowledgement waits for. Gives how many clocks it concerned.
 */
export async function recordClockEvents(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  kinds: readonly ClockKind[],
  event: NewClockEvent,
  only: (clock: StoredClock) => boolean = () => true,
): Promise<number> {
  const clocks = await lockStandingClocks(stores, ticketId);
  const concerned = clocks.filter((clock) => kinds.includes(clock.kind) && only(clock));
  for (const clock of concerned) {
    const at = event.type === "resume" ? await afterPause(stores, clock, event.at) : event.at;
    await stores.clocks.appendEvent({ clockId: clock.id, ...event, at });
    await refreshClock(stores, context, clock);
  }
  return concerned.length;
}

/** What came before a pause began and is filed after it ends the pause where it began: events are folded by their instants. */
async function afterPause({ clocks }: ClockStores, { id }: StoredClock, at: Instant): Promise<Instant> {
  const pauses = (await clocks.listEvents(id)).filter(({ type }) => type === "pause");
  return instant(Math.max(at, ...pauses.map((pause) => pause.at)));
}
