import { firstOfPlan } from "../../domain/sla/plan-ladder.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { projectClock } from "./project-clock.ts";
import { type ClockSituation, readClock } from "./read-clock.ts";

/**
 * Folds a locked clock anew and writes its row, after its events or its hold changed. Rings nothing itself: what is due
 * becomes the next wake-up, so the sweep rings it in a transaction of its own.
 */
export async function refreshClock(
  stores: Pick<Stores, "clocks" | "tickets" | "now">,
  context: ClockContext,
  clock: StoredClock,
  ladderHeldUntil: Instant | null = null,
): Promise<ClockSituation> {
  const [agreed, now] = await Promise.all([stores.tickets.find(clock.ticketId), stores.now()]);
  const situation = await readClock(stores.clocks, context, { id: clock.id, ladderHeldUntil, agreed }, now);
  await projectClock(stores, clock, situation, { nextWakeAt: firstOfPlan(situation.plan), ladderHeldUntil });
  return situation;
}
