import { elapsedMilliseconds } from "../../domain/calendar/business-time.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import type { ClockStore, StoredClock } from "../ports/clock-store.ts";
import type { ElapsedMs } from "../present-clock.ts";
import type { ClockContext } from "./clock-context.ts";
import { readHistory } from "./read-history.ts";

const MINUTE_MS = 60_000;

/**
 * Working time of stored clocks at any later instant. A running clock's deadline says what is left of its target, which
 * costs no query; those that breached and are unanswered are folded from their events, read in one look, since they may
 * have paused after their deadline. Any other clock stands still, and what is stored holds.
 */
export function createElapsedMs(context: ClockContext, clocks: Pick<ClockStore, "listEventsOf">): ElapsedMs {
  return async (asked, now) => {
    const runningOn = asked.filter((clock) => clock.state === "breached" && clock.metAt === null).map(({ id }) => id);
    const events = runningOn.length === 0 ? new Map() : await clocks.listEventsOf(runningOn);
    const elapsed = new Map<number, number>();
    for (const clock of asked) {
      const folded = events.get(clock.id);
      elapsed.set(
        clock.id,
        folded === undefined
          ? await elapsedOfRow(context, clock, now)
          : foldClock(await readHistory(context, folded), now).elapsedMilliseconds,
      );
    }
    return elapsed;
  };
}

async function elapsedOfRow(context: ClockContext, clock: StoredClock, now: Parameters<ElapsedMs>[1]): Promise<number> {
  if (clock.state !== "running" || clock.metAt !== null || clock.deadlineAt === null) return clock.elapsedMs;
  const calendar = await context.calendarFor(clock.calendar, clock.deskVersionId);
  return clock.targetMinutes * MINUTE_MS - elapsedMilliseconds(calendar, now, clock.deadlineAt);
}
