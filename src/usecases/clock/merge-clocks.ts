import { agreedCalendar } from "../../domain/agreement/agreed-calendar.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { cancelClocks } from "./cancel-clocks.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { refreshClock } from "./refresh-clock.ts";
import { startClocks } from "./start-clock.ts";

/**
 * One ticket was merged into another: its clocks are void, the target keeps its own, and the earlier start wins (sla.md,
 * truth table). Where a promise still owed on the merged ticket began earlier than the same promise of the target, the
 * target's begins there too, with all that has happened to it since. A target without any promise takes over that of the
 * merged ticket. Both tickets must be locked.
 */
export async function mergeClocks(
  stores: ClockStores,
  context: ClockContext,
  { sourceId, target, at }: { sourceId: number; target: Ticket; at: Instant },
): Promise<void> {
  const owed = (await lockStandingClocks(stores, sourceId)).filter(isOwed);
  const kept = await lockStandingClocks(stores, target.id);
  await cancelClocks(stores, context, sourceId, { at });
  if (kept.length === 0) return await takeOver(stores, context, target, owed);
  for (const clock of kept.filter(isOwed)) {
    const earlier = owed.find(({ kind, startedAt }) => kind === clock.kind && startedAt < clock.startedAt);
    if (earlier !== undefined) await startEarlier(stores, context, clock, { startedAt: earlier.startedAt, at });
  }
}

async function takeOver(
  stores: ClockStores,
  context: ClockContext,
  target: Ticket,
  owed: readonly StoredClock[],
): Promise<void> {
  const first = owed.find(({ kind }) => kind === "first_response");
  if (first === undefined) return;
  const { id: ticketId, level } = target;
  const calendar = agreedCalendar(context.desk, target);
  await startClocks(stores, context, { ticketId, level, startedAt: first.startedAt, calendar });
}

// Events are never changed: the clock is cancelled, and another tells the same story from the earlier start.
async function startEarlier(
  stores: ClockStores,
  context: ClockContext,
  clock: StoredClock,
  { startedAt, at }: { startedAt: Instant; at: Instant },
): Promise<void> {
  const events = await stores.clocks.listEvents(clock.id);
  const { id, version: _version, armedVersion: _armed, ladderHeldUntil, ...row } = clock;
  const clockId = await stores.clocks.insert({ ...row, startedAt, state: "running", breachedAt: null });
  for (const { type, data, at: happenedAt } of events) {
    await stores.clocks.appendEvent({ clockId, type, data, at: type === "start" ? startedAt : happenedAt });
  }
  await stores.clocks.appendEvent({ clockId: id, at, type: "cancel", data: {} });
  await refreshClock(stores, context, clock);
  const earlier = await stores.clocks.find(clockId);
  if (earlier !== null) await refreshClock(stores, context, earlier, ladderHeldUntil);
}

function isOwed({ metAt }: StoredClock): boolean {
  return metAt === null;
}
