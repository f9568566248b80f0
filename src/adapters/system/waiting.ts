import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Waiting } from "../../usecases/ports/waiting.ts";

export const waiting: Waiting = {
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch {
      // The only way in which it fails is the signal, which ends the waiting.
    }
  },
  elapsedMs: () => performance.now(),
};
