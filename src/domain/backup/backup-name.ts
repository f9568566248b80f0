import { type Instant, instant } from "../time/instant.ts";

const NAME = /^svartid-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.zip$/;

/** The file name of a backup, `svartid-20261128T020000Z.zip`: when its snapshot was taken, in UTC and whole seconds, so that names sort by age. */
export function backupName(takenAt: Instant): string {
  const [whole] = new Date(takenAt).toISOString().split(".");
  return `svartid-${whole?.replace(/[-:]/g, "")}Z.zip`;
}

/** When the backup of this name was taken; null for a file of any other name, and for a date that does not exist. */
export function takenAtOf(name: string): Instant | null {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : instant(at);
}
