import { firstOfPlan } from "../../domain/sla/plan-ladder.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockKind } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { projectionOf, recordBreach } from "./project-clock.ts";
import { situationOf } from "./read-clock.ts";
import { targetOfLevel } from "./target-of-level.ts";

export interface ClockStart {
  readonly ticketId: number;
  readonly level: string;
  readonly startedAt: Instant;
  /** The calendar of the organisation's agreement; null: the level's. */
  readonly calendar?: string | null;
  /** The database's time, where the caller asked for it a moment ago. */
  readonly now?: Instant;
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
  const calendar = start.calendar ?? context.desk.levels[start.level]?.calendar;
  if (targetMinutes === null || calendar === undefined) return null;
  const { deskVersionId } = context;
  const { ticketId, level, startedAt } = start;
  const opening = { level, calendar, deskVersionId, targetMinutes };
  const began = { at: startedAt, type: "start", data: opening };
  const events = [{ id: 0, clockId: 0, ...began }];
  const now = start.now ?? (await stores.now());
  const situation = await situationOf(context, { ladderHeldUntil: null }, { events, escalations: [] }, now);
  const row = { ...projectionOf(situation, firstOfPlan(situation.plan)), ticketId, kind, startedAt };
  const id = await stores.clocks.insert(row);
  await stores.clocks.appendEvent({ clockId: id, ...began });
  await recordBreach(stores, { id, ticketId, kind }, situation);
  return { id, deadlineAt: situation.reading.deadline };
}

/** The target of a level in whole minutes; null when it promises nothing of this kind, or when the desk has it no more. */
export function targetOf({ desk }: ClockContext, level: string, kind: ClockKind): number | null {
  const found = desk.levels[level];
  return found === undefined ? null : targetOfLevel(found, kind);
}
