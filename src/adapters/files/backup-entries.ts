import type { TableShape } from "../../usecases/ports/backups.ts";

/** The names within a backup. */
export const MANIFEST = "manifest.json";

export function entryOf({ name }: TableShape): string {
  return `tables/${name}.copy`;
}
