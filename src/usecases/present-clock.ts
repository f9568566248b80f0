import { formatInstant, type Instant } from "../domain/time/instant.ts";
import type { StoredClock } from "./ports/clock-store.ts";
import type { ClockView } from "./ticket-view.ts";

/** Working time of clocks up to `now`, in milliseconds by id: what is stored was true when a clock last changed. */
export type ElapsedMs = (clocks: readonly StoredClock[], now: Instant) => Promise<ReadonlyMap<number, number>>;

const MINUTE_MS = 60_000;

/** A clock as the outside sees it, with the working time it has spent by now. */
export function presentClock(clock: StoredClock, elapsedMs: number): ClockView {
  return {
    id: clock.id,
    kind: clock.kind,
    level: clock.level,
    state: clock.state,
    startedAt: formatInstant(clock.startedAt),
    deadline: formatOrNull(clock.deadlineAt),
    elapsedMinutes: Math.floor(elapsedMs / MINUTE_MS),
    targetMinutes: clock.targetMinutes,
    metAt: formatOrNull(clock.metAt),
    breachedAt: formatOrNull(clock.breachedAt),
    pauseReason: clock.pauseReason,
  };
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
