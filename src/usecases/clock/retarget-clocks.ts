import type { Instant } from "../../domain/time/instant.ts";
import { CLOCK_KINDS, type StoredClock } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";
import { startClock, targetOf } from "./start-clock.ts";

export interface LevelChange {
  readonly level: string;
  readonly at: Instant;
  /** The calendar of the organisation's agreement; null: the new level's. */
  readonly calendar?: string | null;
}

/**
 * The level of a ticket changed: each clock gets the new level's target and keeps what was spent; another calendar counts
 * from that instant on. A promise that the new level does not make is cancelled; a resolution it makes anew starts at
 * the change, never in the past.
 */
export async function retargetClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  change: LevelChange,
): Promise<void> {
  const { level, at } = change;
  const calendar = change.calendar ?? context.desk.levels[level]?.calendar;
  const record = (kind: StoredClock["kind"], event: Parameters<typeof recordClockEvents>[4], only = isOpen) =>
    recordClockEvents(stores, context, ticketId, [kind], event, only);
  for (const kind of CLOCK_KINDS) {
    const targetMinutes = targetOf(context, level, kind);
    if (targetMinutes === null) {
      await record(kind, { type: "cancel", at, data: {} });
      continue;
    }
    await record(kind, { type: "retarget", at, data: { targetMinutes, level } });
    const data = { calendar, deskVersionId: context.deskVersionId };
    await record(kind, { type: "calendar", at, data }, (clock) => isOpen(clock) && clock.calendar !== calendar);
  }
  const clocks = await lockStandingClocks(stores, ticketId);
  if (clocks.length === 0 || clocks.some(({ kind }) => kind === "resolution")) return;
  await startClock(stores, context, "resolution", { ticketId, level, startedAt: at, calendar: calendar ?? null });
}

function isOpen({ metAt }: StoredClock): boolean {
  return metAt === null;
}
