import { type FireDeps, fireClock } from "./fire-clock.ts";
import { fireDueClocks } from "./fire-due-clocks.ts";

/** Gives in how many milliseconds to wake the clock again, or null when this wake-up is spent. */
export type WakeClock = (clockId: number, version: number) => Promise<number | null>;

/**
 * What a queue's wake-ups do: the first of them fires all clocks that are due, and those that come meanwhile wait for it and
 * find theirs fired, so that a storm costs as many transactions as it needs and not one a clock. One that comes early (a
 * clock of the queue that runs ahead of the database's) asks to be put off.
 */
export function createClockWaker(deps: FireDeps): WakeClock {
  let underWay: ReturnType<typeof fireDueClocks> | null = null;
  return async (clockId, version) => {
    underWay ??= fireDueClocks(deps).finally(() => {
      underWay = null;
    });
    const { versions } = await underWay;
    const isSpent = (versions.get(clockId) ?? 0) >= version;
    return isSpent ? null : await wakeClock(deps, clockId, version);
  };
}

/** Fires this clock alone, whatever else is due. */
export async function wakeClock(deps: FireDeps, clockId: number, version: number): Promise<number | null> {
  const result = await fireClock(deps, { clockId, version });
  return result.kind === "early" ? result.againInMs + 1 : null;
}
