import { armClocks } from "./arm-clocks.ts";
import type { FireDeps } from "./fire-clock.ts";
import { fireDueClocks } from "./fire-due-clocks.ts";

/**
 * The guarantee: fires every clock that is due, whatever became of the queue, then sets the bells that are missing. Any
 * number of sweeps may run at once; a clock that cannot be fired is tried again by the next.
 */
export async function sweepClocks(deps: FireDeps): Promise<{ fired: number; failed: number; armed: number }> {
  const { count, failed } = await fireDueClocks(deps);
  return { fired: count, failed: failed.size, armed: await armClocks(deps) };
}
