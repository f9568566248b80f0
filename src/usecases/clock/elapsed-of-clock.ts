import { elapsedMilliseconds } from "../../domain/calendar/business-time.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import type { ClockStore } from "../ports/clock-store.ts";
import type { ElapsedMs } from "../present-clock.ts";
import type { ClockContext } from "./clock-context.ts";
import { readHistory } from "./read-history.ts";

const MINUTE_MS = 60_000;

/**
 * Working time of stored clocks at any later instant. A running clock's deadline says what is left of its target, which
 * costs no query; one that breached and is unanswered is folded from its events, since it may have paused after its
 * deadline. Any other clock stands still, and what is stored holds.
 */
export function createElapsedMs(context: ClockContext, clocks: Pick<ClockStore, "listEvents">): ElapsedMs {
  return async (clock, now) => {
    if (clock.state === "running" && clock.deadlineAt !== null) {
      const calendar = await context.calendarFor(clock.calendar, clock.deskVersionId);
      return clock.targetMinutes * MINUTE_MS - elapsedMilliseconds(calendar, now, clock.deadlineAt);
    }
    const standsStill = clock.metAt !== null || (clock.state !== "running" && clock.state !== "breached");
    if (standsStill) return clock.elapsedMs;
    return foldClock(await readHistory(context, await clocks.listEvents(clock.id)), now).elapsedMilliseconds;
  };
}
