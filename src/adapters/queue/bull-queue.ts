import { setTimeout as sleep } from "node:timers/promises";
import { DelayedError } from "bullmq";
import type { Job, JobData, JobOptions, JobQueue, JobWorker } from "./queue-backend.ts";

// A kept job would swallow the next one of the same id (bullmq #3765); the truth about work done is in PostgreSQL.
const ONE_TRY_AND_GONE = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** What is used of a BullMQ queue, alike on both backends. */
export interface BullQueue {
  addBulk(jobs: { name: string; data: JobData; opts: JobOptions & typeof ONE_TRY_AND_GONE }[]): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What is used of a BullMQ worker. */
export interface BullWorker {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "failed", listener: (job: unknown, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
  /** Asks the server for a job; not declared. */
  moveToActive(...asked: unknown[]): Promise<unknown>;
}

interface BullJob {
  name: string;
  data: JobData;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
}

/** How many jobs of one queue a worker handles at once: a canary must pass while a long job runs. */
export const CONCURRENCY = 4;

/** BullMQ asks again at once where the server answers and gives no job: one that refuses would keep it and this process busy. */
const REFUSED_PAUSE_MS = 1_000;

export function wrapQueue(queue: BullQueue, onError: (error: Error) => void): JobQueue {
  queue.on("error", onError);
  return {
    add: async (jobs) => {
      await queue.addBulk(jobs.map(({ name, data, opts }) => ({ name, data, opts: { ...opts, ...ONE_TRY_AND_GONE } })));
    },
    close: () => queue.close(),
  };
}

export function wrapWorker(
  worker: BullWorker,
  on: { error(error: Error): void; failed(error: Error): void },
): JobWorker {
  const ask = worker.moveToActive.bind(worker);
  worker.moveToActive = async (...asked) => {
    try {
      return await ask(...asked);
    } catch (error) {
      await sleep(REFUSED_PAUSE_MS);
      throw error;
    }
  };
  worker.on("error", on.error);
  worker.on("failed", (_job, error) => on.failed(error.cause instanceof Error ? error.cause : error));
  return { close: (force) => worker.close(force) };
}

/** Gives BullMQ's processor for our kind of work. */
export function toProcessor(work: (job: Job) => Promise<void>): (job: BullJob, token?: string) => Promise<void> {
  return (job, token) =>
    work({
      name: job.name,
      data: job.data,
      putOff: async (delayMs) => {
        // BullMQ counts from its own now: only the length matters, so its clock may be wrong.
        await job.moveToDelayed(Date.now() + delayMs, token);
        throw new DelayedError();
      },
    }).catch((error: unknown) => {
      if (error instanceof DelayedError) throw error;
      // BullMQ keeps the message of an error among its events: one of ours may name a person.
      throw new Error("the work failed", { cause: error });
    });
}
