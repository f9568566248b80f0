import type { Instant } from "../../domain/time/instant.ts";
import type { ClockKind } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { refreshClock } from "./refresh-clock.ts";
import { targetOfLevel } from "./target-of-level.ts";

export interface ClockStart {
  readonly ticketId: number;
  readonly level: string;
  readonly startedAt: Instant;
  /** The calendar of the organisation's agreement; null: the level's. */
  readonly calendar?: string | null;
}

type WriteStores = Pick<Stores, "clocks" | "tickets" | "now">;

/**
 * Starts the clocks of a new ticket in the caller's transaction: first response, and resolution where the level promises
 * one. Gives the deadline of the first response, for the acknowledgement (null when it lies beyond every calendar).
 */
export async function startClocks(
  stores: WriteStores,
  context: ClockContext,
  start: ClockStart,
): Promise<{ firstResponseAt: Instant | null }> {
  const firstResponse = await startClock(stores, context, "first_response", start);
  await startClock(stores, context, "resolution", start);
  return { firstResponseAt: firstResponse?.deadlineAt ?? null };
}

/** Starts one clock; null when the level promises nothing of this kind. */
export async function startClock(
  stores: WriteStores,
  context: ClockContext,
  kind: ClockKind,
  start: ClockStart,
): Promise<{ id: number; deadlineAt: Instant | null } | null> {
  const targetMinutes = targetOf(context, start.level, kind);
  if (targetMinutes === null) return null;
  const { deskVersionId } = context;
  const { ticketId, level, startedAt } = start;
  const calendar = start.calendar ?? levelOf(context, level).calendar;
  const opening = { level, calendar, deskVersionId, targetMinutes };
  const id = await stores.clocks.insert({
    ...opening,
    ticketId,
    kind,
    startedAt,
    state: "running",
    deadlineAt: null,
    elapsedMs: 0,
    metAt: null,
    breachedAt: null,
    pauseReason: null,
    nextWakeAt: null,
  });
  await stores.clocks.appendEvent({ clockId: id, at: startedAt, type: "start", data: opening });
  const clock = await stores.clocks.find(id);
  if (clock === null) throw new Error("the clock just inserted is not there");
  const { reading } = await refreshClock(stores, context, clock);
  return { id, deadlineAt: reading.deadline };
}

/** The target of a level in whole minutes; null when it promises nothing of this kind. Throws for a level the desk does not have. */
export function targetOf(context: ClockContext, level: string, kind: ClockKind): number | null {
  return targetOfLevel(levelOf(context, level), kind);
}

function levelOf({ desk }: ClockContext, level: string): ClockContext["desk"]["levels"][string] {
  const found = desk.levels[level];
  if (found === undefined) throw new Error(`the desk has no level ${level}`);
  return found;
}
