import { realpathSync } from "node:fs";
import { takeDataLock } from "./data-lock.ts";
import { removePostgresPlace } from "./postgres-place.ts";

/** Removes the database of a data directory, wherever it lies. Throws `already-running` while somebody uses it. */
export function removeEmbeddedPostgres(dataDir: string): void {
  const directory = realpathSync(dataDir);
  const lock = takeDataLock(directory);
  removePostgresPlace(directory);
  lock.release();
}
