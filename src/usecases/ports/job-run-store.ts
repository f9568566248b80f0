import type { Instant } from "../../domain/time/instant.ts";
import type { Audited } from "../audit.ts";

/** The nightly works whose every run is kept. */
export const JOBS = ["backup", "drill"] as const;
export type JobName = (typeof JOBS)[number];

export interface JobRun {
  readonly at: Instant;
  readonly ok: boolean;
  /** A sentence for an operations person, without personal data or secret. */
  readonly detail: string;
  /** What a drill found wrong in a backup that it restored; null: nothing, or the work itself could not be done. */
  readonly atFault: Audited | null;
}

export interface JobRunStore {
  /** Runs the work unless another process is at such work at this moment; then nothing is done. What ends this process lets go. */
  exclusively(work: () => Promise<void>): Promise<void>;
  now(): Promise<Instant>;
  /** `at` is now. */
  record(name: JobName, run: Pick<JobRun, "ok" | "detail" | "atFault">): Promise<void>;
  findLast(name: JobName): Promise<JobRun | null>;
  findLastSuccess(name: JobName): Promise<JobRun | null>;
  /** When the tables of this database were made. */
  databaseMadeAt(): Promise<Instant>;
}
