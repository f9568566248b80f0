import { type FireDeps, fireClock } from "./fire-clock.ts";

/**
 * What a queue's wake-up does: fires the clock. Gives in how many milliseconds to wake it again, or null when this wake-up
 * is spent. One that comes early (a clock of the queue that runs ahead of the database's) asks to be put off.
 */
export async function wakeClock(deps: FireDeps, clockId: number, version: number): Promise<number | null> {
  const result = await fireClock(deps, { clockId, version });
  return result.kind === "early" ? result.againInMs + 1 : null;
}
