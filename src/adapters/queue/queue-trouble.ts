import type { Log } from "../../usecases/ports/log.ts";

/** Says once that a queue is in trouble, and once that it is well again, however often it tries in between. */
export interface QueueTrouble {
  hit(error: unknown): void;
  over(): void;
  /** How often the queue failed since the start. */
  count(): number;
}

export function createQueueTrouble(log: Log, system: string): QueueTrouble {
  let inTrouble = false;
  let count = 0;
  return {
    hit: (error) => {
      count += 1;
      if (inTrouble) return;
      inTrouble = true;
      log.warn({ system, code: codeOf(error) }, "the queue is in trouble: the sweeps do its work until it is back");
    },
    over: () => {
      if (!inTrouble) return;
      inTrouble = false;
      log.info({ system, failures: count }, "the queue is back");
    },
    count: () => count,
  };
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error && error.code !== undefined) return String(error.code);
  return "name" in error ? String(error.name) : "unknown";
}
