import { takenAtOf } from "./backup-name.ts";

/** The name of the newest backup among file names; null where none is of a backup. Backups' names sort by age. */
export function newestBackup(names: readonly string[]): string | null {
  return (
    names
      .filter((name) => takenAtOf(name) !== null)
      .sort()
      .at(-1) ?? null
  );
}
