/** Every queue of the system: one for the wake-ups of clocks, one for each bell. */
export const QUEUES = ["clock", "file", "send"] as const;
export type QueueName = (typeof QUEUES)[number];

/** Jobs carry ids only: whoever reads the queue learns nothing about people. */
export type JobData = Record<string, number>;

export interface JobOptions {
  jobId?: string;
  delay?: number;
}

/** A job as a worker gets it. */
export interface Job {
  name: string;
  data: JobData;
  /** Puts the active job back for so many milliseconds. */
  putOff(delayMs: number): Promise<never>;
}

export interface JobQueue {
  add(jobs: readonly { name: string; data: JobData; opts: JobOptions }[]): Promise<void>;
  close(): Promise<void>;
}

export interface JobWorker {
  /** With `force`, does not wait for jobs that are being worked on. */
  close(force?: boolean): Promise<void>;
}

/** BullMQ over PostgreSQL or over Redis: the same queues, the same behaviour. */
export interface QueueBackend {
  system: "PostgreSQL" | "Redis";
  openQueue(name: QueueName): JobQueue;
  openWorker(name: QueueName, work: (job: Job) => Promise<void>): JobWorker;
  /** Ends the connections that are still open, after the queues and workers were closed. */
  close(): Promise<void>;
}
