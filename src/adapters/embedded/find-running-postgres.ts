import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { findLockHolder } from "./data-lock.ts";
import { URL_FILE } from "./start-embedded-postgres.ts";

/** The address of the embedded PostgreSQL that another process of the same user runs on this data directory, or null. */
export function findRunningPostgres(dataDir: string): string | null {
  try {
    const directory = realpathSync(dataDir);
    return findLockHolder(directory) === null ? null : readFileSync(join(directory, URL_FILE), "utf8");
  } catch {
    return null;
  }
}
