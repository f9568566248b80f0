import { createBells } from "../../src/adapters/queue/create-bells.ts";
import { openQueueBackend } from "../../src/adapters/queue/open-queue-backend.ts";
import { createQueueTrouble } from "../../src/adapters/queue/queue-trouble.ts";
import { startWorkers } from "../../src/adapters/queue/start-workers.ts";
import { queueDigests } from "../../src/usecases/clock/queue-digests.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { createClockWaker } from "../../src/usecases/clock/wake-clock.ts";
import { startPeriodicWorks } from "../../src/usecases/periodic-works.ts";
import { type ClockDesk, openClockDesk } from "./clock-desk.ts";
import { silentLog } from "./silent-log.ts";

export interface FiringProcess {
  desk: ClockDesk;
  /** How many wake-ups of the queue found something to fire, or nothing. */
  woken(): number;
  stop(): Promise<void>;
}

/** All that fires clocks in a real process: queue, workers, sweep and digests. Without `sweepSeconds` only the queue wakes them. */
export async function startFiring(
  databaseUrl: string,
  redisUrl: string | null,
  sweepSeconds: number | null,
): Promise<FiringProcess> {
  const trouble = createQueueTrouble(silentLog, "queue");
  const backend = await openQueueBackend({ databaseUrl, redisUrl }, trouble);
  const bells = createBells(backend, trouble);
  const desk = await openClockDesk(databaseUrl, "", bells);
  let woken = 0;
  const wakeClock = createClockWaker(desk.deps);
  const work = {
    wakeClock: (clockId: number, version: number) => {
      woken += 1;
      return wakeClock(clockId, version);
    },
    file: async () => undefined,
    send: async () => undefined,
  };
  const workers = startWorkers(backend, bells, work, {
    log: silentLog,
    trouble,
    onCanaries: async () => undefined,
  });
  const sweep = { name: "sweep-clocks", everySeconds: sweepSeconds ?? 0, run: () => sweepClocks(desk.deps) };
  const digests = { name: "queue-digests", everySeconds: sweepSeconds ?? 0, run: () => queueDigests(desk.deps) };
  const works = startPeriodicWorks(sweepSeconds === null ? [] : [sweep, digests], silentLog);
  return {
    desk,
    woken: () => woken,
    stop: async () => {
      await works.stop();
      await workers.close();
      await bells.close();
      await backend.close();
      await desk.close();
    },
  };
}
