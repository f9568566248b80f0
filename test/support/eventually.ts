import { setTimeout as delay } from "node:timers/promises";

/** Waits until the condition holds; fails, naming what was waited for, when it takes far longer than it ever should. */
export async function eventually(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`);
    await delay(20);
  }
}
