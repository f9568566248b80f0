import { isBackupDue } from "../../domain/backup/backup-due.ts";
import type { JobName, JobRunStore } from "../ports/job-run-store.ts";
import type { Log } from "../ports/log.ts";
import type { DrillResult } from "./drill.ts";
import { outcomeOfBackup, outcomeOfDrill, outcomeOfError, type RunOutcome } from "./outcome-of-run.ts";
import type { TakenBackup } from "./take-backup.ts";

export interface NightlyServices {
  readonly runs: JobRunStore;
  readonly plan: { readonly zone: string; readonly minuteOfDay: number; readonly drill: boolean };
  readonly takeBackup: () => Promise<TakenBackup>;
  readonly drill: () => Promise<DrillResult>;
  readonly log: Log;
  /** Aborted when the process ends: what fails because of that is no failure to keep. */
  readonly signal: AbortSignal;
}

/**
 * Takes the backup of the day once its time has come, and then proves it by a drill. To be called every few minutes by any number of processes: what
 * another has done, or is doing, is not done again. A backup that failed is tried at the next call, a drill only when there is another backup. Both
 * are kept as runs, from which health is judged. A database that is new waits for its first night.
 */
export async function backUpNightly(services: NightlyServices): Promise<void> {
  // From the question whether it is due to the record that it is done: in between another would find it due as well.
  await services.runs.exclusively(() => backUpIfDue(services));
}

async function backUpIfDue(services: NightlyServices): Promise<void> {
  const { runs, plan } = services;
  const now = await runs.now();
  const last = await runs.findLastSuccess("backup");
  if (isBackupDue(last?.at ?? (await runs.databaseMadeAt()), now, plan)) {
    await run(services, "backup", async () => outcomeOfBackup(await services.takeBackup()));
  }
  if (plan.drill && !services.signal.aborted && (await isDrillDue(runs))) {
    await run(services, "drill", async () => outcomeOfDrill(await services.drill()));
  }
}

async function isDrillDue(runs: JobRunStore): Promise<boolean> {
  const [backup, drill] = [await runs.findLastSuccess("backup"), await runs.findLast("drill")];
  return backup !== null && (drill === null || drill.at < backup.at);
}

async function run(
  { runs, log, signal }: NightlyServices,
  name: JobName,
  work: () => Promise<RunOutcome>,
): Promise<void> {
  const outcome = await work().catch(outcomeOfError);
  if (outcome === null || signal.aborted) return;
  await runs.record(name, outcome);
  if (outcome.ok) log.info({ job: name }, "a nightly work is done");
  else log.error({ job: name, why: outcome.detail }, "a nightly work failed");
}
