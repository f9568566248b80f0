import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock, StoredEscalation } from "../ports/clock-store.ts";
import type { CarriedEvent } from "./carry-events.ts";
import type { ClockContext } from "./clock-context.ts";
import { readHistory } from "./read-history.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { refreshClock } from "./refresh-clock.ts";

export interface Beginning {
  /** A `breachedAt` of it is in the history of the ticket already. */
  readonly row: StoredClock;
  readonly events: readonly CarriedEvent[];
  /** What of the ladder rang for this promise and does not ring for it again. */
  readonly rung: readonly StoredEscalation[];
  readonly ladderHeldUntil: Instant | null;
}

/**
 * Begins a clock that tells the whole of a story that began before: events are never changed, so where one turns out to be otherwise, the clock is cancelled and
 * another is begun.
 */
export async function beginClock(
  stores: ClockStores,
  context: ClockContext,
  { row: { id: _id, version: _version, armedVersion: _armed, ...row }, events, rung, ladderHeldUntil }: Beginning,
): Promise<void> {
  const startedAt = events.find(isStart)?.at ?? row.startedAt;
  const clockId = await stores.clocks.insert({ ...row, startedAt, state: "running" });
  for (const { type, data, at } of events) await stores.clocks.appendEvent({ clockId, type, data, at });
  const { generation } = await readHistory(context, await stores.clocks.listEvents(clockId));
  await stores.clocks.recordEscalations(rung.map((escalation) => ({ ...escalation, clockId, generation })));
  const begun = await stores.clocks.find(clockId);
  if (begun !== null) await refreshClock(stores, context, begun, ladderHeldUntil);
}

/** What of the ladder rang for the promise as it stands. */
export async function rungOf(stores: ClockStores, clock: StoredClock): Promise<StoredEscalation[]> {
  const escalations = await stores.clocks.listEscalations(clock.id);
  return escalations.filter(({ generation }) => generation === clock.generation);
}

export function isStart({ type }: CarriedEvent): boolean {
  return type === "start";
}
