import { formatInstant, type Instant } from "../domain/time/instant.ts";
import type { StoredClock } from "./ports/clock-store.ts";
import type { ClockView } from "./ticket-view.ts";

/** Working time of a clock up to `now`, in milliseconds: what is stored was true when the clock last changed. */
export type ElapsedMs = (clock: StoredClock, now: Instant) => Promise<number>;

const MINUTE_MS = 60_000;

/** A clock as the outside sees it at `now`. */
export async function presentClock(clock: StoredClock, now: Instant, elapsedMs: ElapsedMs): Promise<ClockView> {
  return {
    id: clock.id,
    kind: clock.kind,
    level: clock.level,
    state: clock.state,
    startedAt: formatInstant(clock.startedAt),
    deadline: formatOrNull(clock.deadlineAt),
    elapsedMinutes: Math.floor((await elapsedMs(clock, now)) / MINUTE_MS),
    targetMinutes: clock.targetMinutes,
    metAt: formatOrNull(clock.metAt),
    breachedAt: formatOrNull(clock.breachedAt),
    pauseReason: clock.pauseReason,
  };
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
