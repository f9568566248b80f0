import { dirname, join } from "node:path";
import { createBackupFolder } from "./adapters/files/backup-folder.ts";
import { erasureNotes } from "./adapters/files/erasure-notes.ts";
import { openBackup } from "./adapters/files/open-backup.ts";
import { createRestoreTarget } from "./adapters/postgres/backup/restore-target.ts";
import { withScratchDatabase } from "./adapters/postgres/backup/scratch-database.ts";
import { createSnapshotSource } from "./adapters/postgres/backup/snapshot-source.ts";
import { createJobRunStore } from "./adapters/postgres/job-run-store.ts";
import { UserError } from "./cli/user-error.ts";
import { SYSTEM } from "./domain/audit/audit-event.ts";
import type { Instant } from "./domain/time/instant.ts";
import type { Settings } from "./settings.ts";
import { type AuditReport, audit } from "./usecases/audit.ts";
import { type DrillResult, type DrillServices, drill } from "./usecases/backup/drill.ts";
import { backUpNightly } from "./usecases/backup/nightly.ts";
import { outcomeOfBackup, outcomeOfDrill, outcomeOfError, type RunOutcome } from "./usecases/backup/outcome-of-run.ts";
import { restore } from "./usecases/backup/restore.ts";
import { type TakeBackupServices, type TakenBackup, takeBackup } from "./usecases/backup/take-backup.ts";
import type { BackupFolder, OpenBackup, Restored, RestoreOptions } from "./usecases/ports/backups.ts";
import type { ErasureList } from "./usecases/ports/erasure-notes.ts";
import type { JobName } from "./usecases/ports/job-run-store.ts";
import type { ResumedErasures } from "./usecases/privacy/resume-erasures.ts";
import { VERSION } from "./version.ts";
import { wireAudit } from "./wire-audit.ts";
import {
  erasureNotePaths,
  keepErasureNotes,
  notesIn,
  readErasureNotes,
  resumeWaitingErasures,
} from "./wire-privacy.ts";
import { MIGRATIONS, type OpenDatabase, openDesk, openStorage, withServer } from "./wiring.ts";

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
      takeBackup: () => takeNoted(storage, toTake),
      drill: () => drill(toDrill),
      log: storage.log,
      signal,
    });
}

/** Beside every backup lies the list of those who were erased since older ones. */
async function takeNoted(storage: OpenDatabase, services: TakeBackupServices): Promise<TakenBackup> {
  const taken = await takeBackup(services);
  if (taken.kind === "taken") await keepErasureNotes(storage, [notesIn(services.folder.path)]);
  return taken;
}

/** Takes a backup now, and keeps the run. */
export async function backUpNow(storage: OpenDatabase): Promise<TakenBackup> {
  return await recorded(storage, "backup", () => takeNoted(storage, wireTakeBackup(storage)), outcomeOfBackup);
}

/** Drills now. Only what came of the newest backup is kept as a run: a file that was named, or a folder without any, says nothing of the desk's health. */
export async function drillNow(storage: OpenDatabase, path: string | undefined): Promise<DrillResult> {
  if (path !== undefined) return await drill(wireDrill(storage), path);
  const outcome = (result: DrillResult) => (result.kind === "none" ? null : outcomeOfDrill(result));
  return await recorded(storage, "drill", () => drill(wireDrill(storage)), outcome);
}

export interface RestoreFileOptions extends RestoreOptions {
  /** Lists of erasures beside those that lie where they are looked for. */
  readonly erasureLists: readonly string[];
  /** Restore although nobody can tell who was erased since. */
  readonly mayLackErasures: boolean;
}

export interface RestoredFile extends Awaited<ReturnType<typeof restore>> {
  /** When the newest list was written; null: there was none. */
  readonly erasuresKnownUntil: Instant | null;
  /** Null: there is no secret to open the list with, and it has nobody in it. */
  readonly erasures: ResumedErasures | null;
}

/** Restores a file into the configured database, which must be empty, and erases again whoever was erased since. */
export async function restoreFile(
  settings: Settings,
  path: string,
  options: RestoreFileOptions,
): Promise<RestoredFile> {
  const list = await readErasureNotes([...options.erasureLists, notesIn(dirname(path)), ...erasureNotePaths(settings)]);
  await refuseForgotten(settings, path, list, options);
  const restored = await withServer(settings, (url) =>
    restore({ openBackup, target: createRestoreTarget(url, MIGRATIONS) }, path, options),
  );
  // From here on every start would do the same.
  if (list !== null) await erasureNotes.write(notesIn(settings.config.dataDirectory), list);
  const erasures = settings.config.secrets.length === 0 ? null : await eraseAgain(settings);
  return { ...restored, erasures, erasuresKnownUntil: list?.writtenAt ?? null };
}

/** A backup brings back whoever was erased after it: without a list that is newer, nobody knows whom. */
async function refuseForgotten(
  settings: Settings,
  path: string,
  list: ErasureList | null,
  { mayLackErasures, erasureLists }: RestoreFileOptions,
): Promise<void> {
  if (list !== null && list.erasures.length > 0 && settings.config.secrets.length === 0) {
    throw new UserError(
      "SVARTID_SECRET is missing: the list of erasures is sealed with it; set it as it was when they were made",
    );
  }
  if (mayLackErasures) return;
  const backup = await openBackup(path);
  const { takenAt } = backup.manifest;
  await backup.close();
  if (list !== null && list.writtenAt >= takenAt) return;
  const looked = [...erasureLists, notesIn(dirname(path)), ...erasureNotePaths(settings)];
  throw new UserError(
    `who was erased since ${new Date(takenAt).toISOString()} is not known, and a restore would bring them back; nothing was changed. Name the newest erasures.json of the lost desk (in its data directory, or beside its backups) with --erasures, or say with --no-erasures that there is none`,
    [...new Set(looked)].map((file) => `looked for ${file}`),
  );
}

async function eraseAgain(settings: Settings): Promise<ResumedErasures> {
  const desk = await openDesk(settings, { movedTime: true, quiet: true });
  try {
    const resumed = await resumeWaitingErasures(desk);
    await keepErasureNotes(desk);
    return resumed;
  } finally {
    await desk.close();
  }
}

async function recorded<Result>(
  { database, actor }: OpenDatabase,
  name: JobName,
  work: () => Promise<Result>,
  outcomeOf: (result: Result) => RunOutcome,
): Promise<Result> {
  const runs = createJobRunStore(database, actor);
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
    actor: SYSTEM,
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
