import type { BackupManifest, OpenBackupFile, Restored, RestoreOptions, RestoreTarget } from "../ports/backups.ts";
import { verifyBackup } from "./verify-backup.ts";

/** Restores a backup into an empty database: read to its end first, so that a damaged one changes nothing. Throws `BackupDamaged`, `AdapterError`. */
export async function restore(
  services: { readonly openBackup: OpenBackupFile; readonly target: RestoreTarget },
  path: string,
  options: RestoreOptions,
): Promise<Restored & { readonly manifest: BackupManifest }> {
  const backup = await services.openBackup(path);
  try {
    const manifest = await verifyBackup(backup);
    return { ...(await services.target.load(backup, options)), manifest };
  } finally {
    await backup.close();
  }
}
