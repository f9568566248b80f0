import { armClocks } from "./arm-clocks.ts";
import { type FireDeps, fireClock } from "./fire-clock.ts";

const BATCH = 200;
const AT_ONCE = 4;

/**
 * The guarantee: fires every clock that is due by the database's own time, and those that fall due meanwhile, whatever
 * became of the queue, then sets the bells that are missing. Any number of sweeps may run at once. A clock that cannot be
 * fired is logged and left out, so that it holds up no other; the next sweep tries it again.
 */
export async function sweepClocks(deps: FireDeps): Promise<{ fired: number; failed: number; armed: number }> {
  const failed = new Set<number>();
  let fired = 0;
  for (;;) {
    const due = await deps.unitOfWork.reading.clocks.listDue(BATCH, [...failed]);
    const before = fired;
    for (let from = 0; from < due.length; from += AT_ONCE) {
      const some = due.slice(from, from + AT_ONCE);
      const results = await Promise.all(some.map((clock) => tryToFire(deps, clock, failed)));
      fired += results.filter(Boolean).length;
    }
    // Whoever waits for the next sweep may wait for 15 s more; but what others fire is left to them.
    if (due.length < BATCH && fired === before) return { fired, failed: failed.size, armed: await armClocks(deps) };
  }
}

async function tryToFire(
  deps: FireDeps,
  { id, version }: { id: number; version: number },
  failed: Set<number>,
): Promise<boolean> {
  try {
    return (await fireClock(deps, { clockId: id, version })).kind === "fired";
  } catch (error) {
    failed.add(id);
    deps.log.error({ clockId: id, err: error }, "a clock that is due could not be fired");
    return false;
  }
}
