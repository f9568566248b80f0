import { newestBackup } from "../../domain/backup/newest-backup.ts";
import type { AuditReport } from "../audit.ts";
import type { BackupFolder, OpenBackup, OpenBackupFile, Restored } from "../ports/backups.ts";
import { verifyBackup } from "./verify-backup.ts";

export interface DrillServices {
  readonly folder: Pick<BackupFolder, "list" | "pathOf">;
  readonly openBackup: OpenBackupFile;
  /** Aborted when the process ends: then the drill is given up. */
  readonly signal?: AbortSignal;
  /** Restores into a scratch database, brings that up to this version, reconciles it, and drops it. Null when another process drills. */
  readonly rehearse: (backup: OpenBackup) => Promise<{ restored: Restored; report: AuditReport } | null>;
}

/** `none`: there is no backup to try. `busy`: another process is at it. */
export type DrillResult =
  | { readonly kind: "none" }
  | { readonly kind: "busy" }
  | { readonly kind: "done"; readonly path: string; readonly rows: number; readonly report: AuditReport };

/**
 * Proves that a backup can be restored, by restoring it: the newest, or the one named. Its file is compared with what it says of itself, its rows are
 * counted, every foreign key is checked, and then the books are reconciled. Throws what stands in the way, such as `BackupDamaged`.
 */
export async function drill(
  { folder, openBackup, rehearse, signal }: DrillServices,
  path?: string,
): Promise<DrillResult> {
  const newest = newestBackup(await folder.list());
  const chosen = path ?? (newest === null ? null : folder.pathOf(newest));
  if (chosen === null) return { kind: "none" };
  const backup = await openBackup(chosen);
  try {
    await verifyBackup(backup, signal);
    const done = await rehearse(backup);
    if (done === null) return { kind: "busy" };
    return { kind: "done", path: chosen, rows: done.restored.rows, report: done.report };
  } finally {
    await backup.close();
  }
}
