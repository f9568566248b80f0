import { join } from "node:path";
import { createBackupFolder } from "./adapters/files/backup-folder.ts";
import { openBackup } from "./adapters/files/open-backup.ts";
import { createRestoreTarget } from "./adapters/postgres/backup/restore-target.ts";
import { withScratchDatabase } from "./adapters/postgres/backup/scratch-database.ts";
import { createSnapshotSource } from "./adapters/postgres/backup/snapshot-source.ts";
import { createJobRunStore } from "./adapters/postgres/job-run-store.ts";
import type { Settings } from "./settings.ts";
import { type AuditReport, audit } from "./usecases/audit.ts";
import { type DrillResult, type DrillServices, drill } from "./usecases/backup/drill.ts";
import { backUpNightly } from "./usecases/backup/nightly.ts";
import { outcomeOfBackup, outcomeOfDrill, outcomeOfError, type RunOutcome } from "./usecases/backup/outcome-of-run.ts";
import { restore } from "./usecases/backup/restore.ts";
import { type TakeBackupServices, type TakenBackup, takeBackup } from "./usecases/backup/take-backup.ts";
import type { BackupFolder, OpenBackup, Restored, RestoreOptions } from "./usecases/ports/backups.ts";
import type { JobName } from "./usecases/ports/job-run-store.ts";
import { VERSION } from "./version.ts";
import { wireAudit } from "./wire-audit.ts";
import { MIGRATIONS, type OpenDatabase, openStorage, withServer } from "./wiring.ts";

export function wireBackupFolder({ config, desk }: Settings): BackupFolder {
  return createBackupFolder(desk.backup.directory ?? join(config.dataDirectory, "backups"), VERSION);
}

function wireTakeBackup({ settings, url }: OpenDatabase, signal?: AbortSignal): TakeBackupServices {
  const { desk, backup } = settings.desk;
  return {
    snapshots: createSnapshotSource(url, signal),
    folder: wireBackupFolder(settings),
    openBackup,
    ...(signal && { signal }),
    retention: { zone: desk.zone, keepDays: backup.keepDays },
  };
}

function wireDrill(storage: OpenDatabase, signal?: AbortSignal): DrillServices {
  return {
    folder: wireBackupFolder(storage.settings),
    openBackup,
    ...(signal && { signal }),
    rehearse: (backup) => withScratchDatabase(storage.url, (url) => rehearse(storage, backup, { url, signal }), signal),
  };
}

/** The daily backup and its drill, as a periodic work; where backups are not the desk's own, nothing. */
export function wireNightly(storage: OpenDatabase, signal: AbortSignal): () => Promise<void> {
  const { desk, backup } = storage.settings.desk;
  if (!backup.enabled) return async () => undefined;
  const [toTake, toDrill] = [wireTakeBackup(storage, signal), wireDrill(storage, signal)];
  return () =>
    backUpNightly({
      runs: createJobRunStore(storage.database),
      plan: { ...backup, zone: desk.zone },
      takeBackup: () => takeBackup(toTake),
      drill: () => drill(toDrill),
      log: storage.log,
      signal,
    });
}

/** Takes a backup now, and keeps the run. */
export async function backUpNow(storage: OpenDatabase): Promise<TakenBackup> {
  return await recorded(storage, "backup", () => takeBackup(wireTakeBackup(storage)), outcomeOfBackup);
}

/** Drills now. Only what came of the newest backup is kept as a run: a file that was named says nothing of the desk's health. */
export async function drillNow(storage: OpenDatabase, path: string | undefined): Promise<DrillResult> {
  if (path !== undefined) return await drill(wireDrill(storage), path);
  return await recorded(storage, "drill", () => drill(wireDrill(storage)), outcomeOfDrill);
}

/** Restores a file into the configured database, which must be empty. */
export function restoreFile(settings: Settings, path: string, options: RestoreOptions): ReturnType<typeof restore> {
  return withServer(settings, (url) =>
    restore({ openBackup, target: createRestoreTarget(url, MIGRATIONS) }, path, options),
  );
}

async function recorded<Result>(
  { database }: OpenDatabase,
  name: JobName,
  work: () => Promise<Result>,
  outcomeOf: (result: Result) => RunOutcome,
): Promise<Result> {
  const runs = createJobRunStore(database);
  const keep = async (outcome: RunOutcome) => {
    if (outcome !== null) await runs.record(name, outcome);
  };
  try {
    const result = await work();
    await keep(outcomeOf(result));
    return result;
  } catch (error) {
    await keep(outcomeOfError(error));
    throw error;
  }
}

async function rehearse(
  { settings, log }: OpenDatabase,
  backup: OpenBackup,
  { url, signal }: { url: string; signal: AbortSignal | undefined },
): Promise<{ restored: Restored; report: AuditReport }> {
  const restored = await createRestoreTarget(url, MIGRATIONS, signal).load(backup, {
    ranUntil: null,
    onProgress: () => undefined,
  });
  const scratch = await openStorage(
    { ...settings, config: { ...settings.config, databaseUrl: url } },
    { log, movedTime: true },
  );
  try {
    return { restored, report: await audit(await wireAudit(scratch, { heal: false, isDrill: true })) };
  } finally {
    await scratch.close();
  }
}
