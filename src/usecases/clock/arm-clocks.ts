import type { Bells } from "../ports/bells.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

const HORIZON_MS = 24 * 3_600_000;
const BATCH = 1_000;
// The sweep that arms also fires: more than this many it leaves to the next ones, the nearest first.
const MOST = 10_000;

/**
 * Sets a bell for every clock that falls due within 24 hours and whose present version has none: after commits, and on
 * each sweep. Best effort: what the queue did not take is offered again by the next sweep. Gives how many were set.
 */
export async function armClocks({ unitOfWork, bells }: { unitOfWork: UnitOfWork; bells: Bells }): Promise<number> {
  const stores = unitOfWork.reading;
  let armed = 0;
  while (armed < MOST) {
    const toArm = await stores.clocks.listToArm(HORIZON_MS, BATCH);
    if (toArm.length === 0) return armed;
    const now = await stores.now();
    const taken = await bells.arm(
      toArm.map(({ id, version, nextWakeAt }) => ({ id, version, delayMs: Math.max(0, nextWakeAt - now) })),
    );
    await stores.clocks.markArmed(taken);
    armed += taken.length;
    if (toArm.length < BATCH || taken.length < toArm.length) return armed;
  }
  return armed;
}
