import { BackupDamaged } from "../usecases/ports/backups.ts";
import { UserError } from "./user-error.ts";

/** What is wrong with a backup file that somebody named, as a sentence; any other error as it is. */
export function backupAsUserError(error: unknown): never {
  if (error instanceof BackupDamaged) throw new UserError(error.message);
  const { code, path } =
    typeof error === "object" && error !== null ? (error as { code?: unknown; path?: unknown }) : {};
  if (code === "ENOENT") throw new UserError(`there is no file ${path}: svartid backup list shows what there is`);
  throw error;
}
