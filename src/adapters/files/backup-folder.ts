import { mkdir, readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { takenAtOf } from "../../domain/backup/backup-name.ts";
import type { BackupFolder } from "../../usecases/ports/backups.ts";
import { DRAFT, writeBackup } from "./write-backup.ts";

/** Backups in a directory that only its owner may enter; made when the first is written. `version`: of the program that writes. */
export function createBackupFolder(path: string, version: string): BackupFolder {
  const pathOf = (name: string) => join(path, name);
  return {
    path,
    pathOf,
    async list() {
      try {
        return await readdir(path);
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    sizeOf: async (name) => (await stat(pathOf(name))).size,
    async freeBytes() {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    },
    async write(name, snapshot) {
      // Only one is written at a time: what is there was left by a process that died.
      for (const left of await this.list()) if (isDraft(left)) await this.remove(left);
      return await writeBackup(pathOf(name), snapshot, version);
    },
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

function isDraft(name: string): boolean {
  return name.endsWith(DRAFT) && takenAtOf(name.slice(0, -DRAFT.length)) !== null;
}

function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}
