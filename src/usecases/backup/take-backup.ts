import { backupName } from "../../domain/backup/backup-name.ts";
import { expiredBackups } from "../../domain/backup/expired-backups.ts";
import { newestBackup } from "../../domain/backup/newest-backup.ts";
import type { BackupFolder, BackupManifest, OpenBackupFile, SnapshotSource } from "../ports/backups.ts";
import { verifyBackup } from "./verify-backup.ts";

export interface TakeBackupServices {
  readonly snapshots: SnapshotSource;
  readonly folder: BackupFolder;
  readonly openBackup: OpenBackupFile;
  /** Aborted when the process ends: then the backup is given up, and taken at another time. */
  readonly signal?: AbortSignal;
  /** Whose days count, and how many of them are kept. */
  readonly retention: { readonly zone: string; readonly keepDays: number };
}

/** `busy`: another process takes one at this moment. `full`: the disk would not hold another, and nothing was written. */
export type TakenBackup =
  | {
      readonly kind: "taken";
      readonly name: string;
      readonly bytes: number;
      readonly manifest: BackupManifest;
      readonly removed: readonly string[];
    }
  | { readonly kind: "busy" }
  | { readonly kind: "full"; readonly freeBytes: number; readonly neededBytes: number };

/** A database grows between two backups, and a disk that is full to the brim stops the desk itself. */
const ROOM_FOR_GROWTH = 1.5;

/**
 * Takes a backup of one moment of the database, reads it back, and only then lets go of those that have had their days. Throws what the database, the
 * disk or the comparison has against it; then the file is gone and every older backup still there.
 */
export async function takeBackup(services: TakeBackupServices): Promise<TakenBackup> {
  const { folder, snapshots, retention } = services;
  const names = await folder.list();
  const neededBytes = Math.ceil((await newestSize(folder, names)) * ROOM_FOR_GROWTH);
  const freeBytes = await folder.freeBytes();
  if (freeBytes < neededBytes) return { kind: "full", freeBytes, neededBytes };
  const taken = await snapshots.withSnapshot(async (snapshot) => {
    const name = backupName(snapshot.takenAt);
    await folder.write(name, snapshot);
    return name;
  });
  if (taken === null) return { kind: "busy" };
  const manifest = await readBack(services, taken);
  const removed = expiredBackups([...names, taken], manifest.takenAt, retention);
  for (const name of removed) await folder.remove(name);
  return { kind: "taken", name: taken, bytes: await folder.sizeOf(taken), manifest, removed };
}

async function newestSize(folder: BackupFolder, names: readonly string[]): Promise<number> {
  const newest = newestBackup(names);
  return newest === null ? 0 : await folder.sizeOf(newest);
}

// A file that cannot be read back must not be there to be trusted.
async function readBack({ folder, openBackup, signal }: TakeBackupServices, name: string): Promise<BackupManifest> {
  try {
    const backup = await openBackup(folder.pathOf(name));
    return await verifyBackup(backup, signal).finally(() => backup.close());
  } catch (error) {
    await folder.remove(name);
    throw error;
  }
}
