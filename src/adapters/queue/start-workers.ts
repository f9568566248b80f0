import type { Log } from "../../usecases/ports/log.ts";
import type { QueueBells } from "./create-bells.ts";
import { type Job, type JobWorker, QUEUES, type QueueBackend, type QueueName } from "./queue-backend.ts";
import type { QueueTrouble } from "./queue-trouble.ts";
import { createSingleFlight } from "./single-flight.ts";
import { within } from "./within.ts";

/** What the queues wake: one line each, the work has its name elsewhere. */
export interface QueueWork {
  /** Gives in how many milliseconds to wake the clock again, or null when this wake-up has done all it could. */
  wakeClock(clockId: number, version: number): Promise<number | null>;
  file(): Promise<unknown>;
  send(): Promise<unknown>;
}

export interface WorkerSettings {
  log: Log;
  trouble: QueueTrouble;
  /** A canary came through every queue since the last time: the heartbeat of the queue as a whole. */
  onCanaries(): Promise<void>;
  canaryEverySeconds?: number;
  /** Without any job handled for so long, a worker is taken for dead and built anew. */
  patienceSeconds?: number;
}

export interface Workers {
  /** Queues whose worker in this process has handled nothing, canaries included, within the patience. */
  silent(): QueueName[];
  close(): Promise<void>;
}

const CLOSING_MS = 5_000;

/** Starts a worker for each queue, and watches that each handles its canary (BullMQ #4479, #4585: workers that went silent). */
export function startWorkers(
  backend: QueueBackend,
  bells: QueueBells,
  work: QueueWork,
  settings: WorkerSettings,
): Workers {
  const { canaryEverySeconds = 15, patienceSeconds = 60, log, trouble } = settings;
  const workers = new Map<QueueName, JobWorker>();
  const lastHandled = new Map<QueueName, number>();
  const processors = createProcessors(work, settings);
  const build = (queue: QueueName): void => {
    lastHandled.set(queue, performance.now());
    const handle = async (job: Job): Promise<void> => {
      lastHandled.set(queue, performance.now());
      await processors[queue](job);
    };
    workers.set(queue, backend.openWorker(queue, handle));
  };
  const isSilent = (queue: QueueName): boolean =>
    performance.now() - (lastHandled.get(queue) ?? 0) > patienceSeconds * 1_000;
  const watch = async (queue: QueueName): Promise<void> => {
    if (isSilent(queue)) {
      log.warn({ queue }, "a queue worker went silent and is built anew");
      await closeInTime(workers.get(queue), trouble, true);
      build(queue);
    }
    await bells.sendCanary(queue);
  };
  for (const queue of QUEUES) build(queue);
  const round = createSingleFlight(async () => {
    await Promise.all(QUEUES.map(watch));
  });
  const timer = setInterval(() => void round.run(), canaryEverySeconds * 1_000);
  void round.run();
  return {
    silent: () => QUEUES.filter(isSilent),
    close: async () => {
      clearInterval(timer);
      await round.idle();
      await Promise.all([...workers.values()].map((worker) => closeInTime(worker, trouble)));
    },
  };
}

type Processors = Record<QueueName, (job: Job) => Promise<void>>;

function createProcessors(work: QueueWork, { onCanaries, trouble }: WorkerSettings): Processors {
  const through = new Set<QueueName>();
  const canary = async (queue: QueueName): Promise<void> => {
    through.add(queue);
    if (through.size < QUEUES.length) return;
    through.clear();
    trouble.over();
    await onCanaries();
  };
  const orCanary =
    (queue: QueueName, handle: (job: Job) => Promise<unknown>) =>
    async (job: Job): Promise<void> => {
      await (job.name === "canary" ? canary(queue) : handle(job));
    };
  return {
    clock: orCanary("clock", async (job) => {
      const { clockId = 0, version = 0 } = job.data;
      const againInMs = await work.wakeClock(clockId, version);
      if (againInMs !== null) await job.putOff(againInMs);
    }),
    file: orCanary("file", work.file),
    send: orCanary("send", work.send),
  };
}

// A worker waits for its jobs, but not for a queue that does not answer: whatever it left is done by the sweeps.
async function closeInTime(worker: JobWorker | undefined, trouble: QueueTrouble, force = false): Promise<void> {
  try {
    await within(CLOSING_MS, worker?.close(force) ?? Promise.resolve());
  } catch (error) {
    trouble.hit(error);
  }
}
