import type { Instant } from "../../domain/time/instant.ts";

/** The nightly works whose every run is kept. */
export const JOBS = ["backup", "drill"] as const;
export type JobName = (typeof JOBS)[number];

export interface JobRun {
  readonly at: Instant;
  readonly ok: boolean;
  /** A sentence for an operations person, without personal data or secret. */
  readonly detail: string;
}

export interface JobRunStore {
  now(): Promise<Instant>;
  /** `at` is now. */
  record(name: JobName, run: Pick<JobRun, "ok" | "detail">): Promise<void>;
  findLast(name: JobName): Promise<JobRun | null>;
  findLastSuccess(name: JobName): Promise<JobRun | null>;
  /** When the tables of this database were made. */
  databaseMadeAt(): Promise<Instant>;
}
