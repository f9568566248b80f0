import type { BackupManifest, OpenBackup } from "../ports/backups.ts";

/**
 * Reads a backup to its end and compares it with what it says of itself. Throws `BackupDamaged` at the first table that is not as it was written, and
 * the reason of `signal` once that is aborted.
 */
export async function verifyBackup(backup: OpenBackup, signal?: AbortSignal): Promise<BackupManifest> {
  for (const table of backup.manifest.tables) {
    for await (const _ of backup.readTable(table)) signal?.throwIfAborted();
  }
  return backup.manifest;
}
