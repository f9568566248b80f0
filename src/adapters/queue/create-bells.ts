import type { Bell, Bells, WakeUp } from "../../usecases/ports/bells.ts";
import { type JobQueue, QUEUES, type QueueBackend, type QueueName } from "./queue-backend.ts";
import type { QueueTrouble } from "./queue-trouble.ts";
import { createSingleFlight } from "./single-flight.ts";
import { within } from "./within.ts";

const PATIENCE_MS = 3_000;
const CHUNK = 500;
// An answer at the very instant of the deadline is in time, so a wake-up comes just after it.
const AFTER_THE_INSTANT_MS = 2;

/** The bells over a queue backend, and the canaries that prove its workers alive. */
export interface QueueBells extends Bells {
  /** From now on the bell wakes this process itself, without a job and what a job costs; null: through the queue, as before. */
  hearHere(bell: Bell, wake: (() => void) | null): void;
  sendCanary(queue: QueueName): Promise<void>;
  /** Waits for the rings under way, then closes the queues. */
  close(): Promise<void>;
}

export function createBells(backend: QueueBackend, trouble: QueueTrouble): QueueBells {
  const queues = Object.fromEntries(QUEUES.map((name) => [name, backend.openQueue(name)])) as Record<
    QueueName,
    JobQueue
  >;
  const attempt = async (queue: QueueName, jobs: Parameters<JobQueue["add"]>[0]): Promise<boolean> => {
    try {
      await within(PATIENCE_MS, queues[queue].add(jobs));
      return true;
    } catch (error) {
      trouble.hit(error);
      return false;
    }
  };
  // Rings close together become one: what is asked for while a job is being added is asked for once more after it.
  const ringer = (bell: Bell) => createSingleFlight(() => attempt(bell, [{ name: bell, data: {}, opts: {} }]));
  const ringers = { file: ringer("file"), send: ringer("send") };
  const heard = new Map<Bell, () => void>();
  return {
    ring: (bell) => {
      const wake = heard.get(bell);
      if (wake === undefined) void ringers[bell].run();
      else wake();
    },
    hearHere: (bell, wake) => {
      if (wake === null) heard.delete(bell);
      else heard.set(bell, wake);
    },
    arm: async (wakeUps) => {
      const armed: WakeUp[] = [];
      for (let from = 0; from < wakeUps.length; from += CHUNK) {
        const chunk = wakeUps.slice(from, from + CHUNK);
        if (!(await attempt("clock", chunk.map(toJob)))) break;
        armed.push(...chunk);
      }
      return armed;
    },
    sendCanary: async (queue) => {
      await attempt(queue, [{ name: "canary", data: {}, opts: {} }]);
    },
    close: async () => {
      await Promise.all([ringers.file.idle(), ringers.send.idle()]);
      await Promise.all(QUEUES.map((name) => within(PATIENCE_MS, queues[name].close()).catch(trouble.hit)));
    },
  };
}

function toJob({ id, version, delayMs }: WakeUp): Parameters<JobQueue["add"]>[0][number] {
  return {
    name: "clock",
    data: { clockId: id, version },
    opts: { jobId: `clock-${id}-${version}`, delay: Math.max(0, delayMs) + AFTER_THE_INSTANT_MS },
  };
}
