import type { AgreedTicket } from "../../domain/agreement/agreement-of.ts";
import { levelFor } from "../../domain/agreement/level-for.ts";
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
  /** By whose agreement the ticket is served; absent: by none. */
  readonly agreed?: AgreedTicket;
  /** The database's time, where the caller asked for it a moment ago. */
  readonly now?: Instant;
}

/** A ticket that no agreement serves. */
export const NOBODY: AgreedTicket = { organisation: null, agreement: null };

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
  const firstResponseAt = await startClock(stores, context, "first_response", start);
  await startClock(stores, context, "resolution", start);
  return { firstResponseAt };
}

/** Starts one clock and gives its deadline; null when the level promises nothing of this kind, or by no calendar. */
export async function startClock(
  stores: WriteStores,
  context: ClockContext,
  kind: ClockKind,
  start: ClockStart,
): Promise<Instant | null> {
  const { ticketId, level, startedAt, agreed = NOBODY } = start;
  const terms = levelFor(context.desk, agreed, level);
  const targetMinutes = terms === undefined ? null : targetOfLevel(terms, kind);
  if (terms === undefined || targetMinutes === null) return null;
  const { deskVersionId } = context;
  const opening = { level, calendar: terms.calendar, deskVersionId, targetMinutes };
  const began = { at: startedAt, type: "start", data: opening } as const;
  const events = [{ id: 0, clockId: 0, ...began }];
  const now = start.now ?? (await stores.now());
  const situation = await situationOf(context, { ladderHeldUntil: null, agreed }, { events, escalations: [] }, now);
  const row = { ...projectionOf(situation, firstOfPlan(situation.plan)), ticketId, kind, startedAt };
  if (situation.reading.breachedAt === null) {
    await stores.clocks.insertBegun(row, began);
  } else {
    // The history of the ticket names the clock.
    const id = await stores.clocks.insert(row);
    await stores.clocks.appendEvent({ clockId: id, ...began });
    await recordBreach(stores, { id, ticketId, kind }, situation);
  }
  return situation.reading.deadline;
}
