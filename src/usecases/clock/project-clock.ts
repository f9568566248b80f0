import type { Instant } from "../../domain/time/instant.ts";
import type { ClockStore, StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockSituation } from "./read-clock.ts";

export type ClockProjection = Parameters<ClockStore["project"]>[1];

/** The row that a situation makes: what the table shows of the fold, and when to look again. */
export function projectionOf(
  { reading, history }: ClockSituation,
  nextWakeAt: Instant | null,
): Required<Omit<ClockProjection, "kind" | "startedAt" | "armedVersion" | "ladderHeldUntil">> {
  return {
    state: reading.state,
    level: history.latest.level,
    calendar: history.latest.calendar,
    deskVersionId: history.latest.deskVersionId,
    targetMinutes: history.latest.targetMinutes,
    deadlineAt: reading.deadline,
    elapsedMs: reading.elapsedMilliseconds,
    metAt: reading.metAt,
    breachedAt: reading.breachedAt,
    pauseReason: reading.pauseReasons.join(", ") || null,
    generation: history.generation,
    nextWakeAt,
  };
}

/**
 * Writes the fold over the row of a locked clock and raises its version, so that wake-ups for the old one match nothing. A
 * breach that the row did not know yet enters the history of the ticket at its true instant.
 */
export async function projectClock(
  stores: Pick<Stores, "clocks" | "tickets">,
  clock: StoredClock,
  situation: ClockSituation,
  change: { nextWakeAt: Instant | null; ladderHeldUntil: Instant | null },
): Promise<void> {
  await stores.clocks.project(clock.id, {
    ...projectionOf(situation, change.nextWakeAt),
    ladderHeldUntil: change.ladderHeldUntil,
  });
  if (clock.breachedAt === null) await recordBreach(stores, clock, situation);
}

/** Writes a breach, if there is one, into the history of the ticket at its true instant. */
export async function recordBreach(
  stores: Pick<Stores, "tickets">,
  clock: Pick<StoredClock, "id" | "ticketId" | "kind">,
  situation: ClockSituation,
): Promise<void> {
  const { breachedAt } = situation.reading;
  if (breachedAt === null) return;
  await stores.tickets.appendEvent({
    ticketId: clock.ticketId,
    at: breachedAt,
    type: "clock-breached",
    actor: "desk",
    data: { clock: clock.id, kind: clock.kind, targetMinutes: situation.history.latest.targetMinutes },
  });
}
