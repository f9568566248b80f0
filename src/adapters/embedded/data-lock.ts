import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { identifyProcess, isAlive, type ProcessIdentity } from "./process-identity.ts";

export type DataLock = { release(): void };

const LOCK_FILE = "lock";

/** Takes the data directory for this process. Throws `already-running` while another process lives that holds it. */
export function takeDataLock(dataDir: string): DataLock {
  const path = join(dataDir, LOCK_FILE);
  const self = identifyProcess(process.pid);
  if (self === null) {
    throw new EmbeddedServerError("start-failed", "The start time of this process cannot be read from /proc or ps.");
  }
  while (!tryCreate(path, self)) {
    removeIfStale(path, dataDir);
  }
  return { release: () => rmSync(path, { force: true }) };
}

/** The process that holds the data directory now, or null. */
export function findLockHolder(dataDir: string): ProcessIdentity | null {
  const holder = readHolder(join(dataDir, LOCK_FILE));
  return holder !== null && isAlive(holder) ? holder : null;
}

function tryCreate(path: string, self: ProcessIdentity): boolean {
  const draft = `${path}.${self.pid}`;
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
  try {
    // A link appears whole or not at all, so nobody ever reads a half-written lock.
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeIfStale(path: string, dataDir: string): void {
  refuseIfHeld(readHolder(path), dataDir);
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // Somebody else removed it first: look again.
  }
  const moved = readHolder(aside);
  if (moved !== null && isAlive(moved)) {
    // Between our look and our move another start took the lock: give it back.
    linkSync(aside, path);
  }
  rmSync(aside, { force: true });
  refuseIfHeld(moved, dataDir);
}

function refuseIfHeld(holder: ProcessIdentity | null, dataDir: string): void {
  if (holder !== null && isAlive(holder)) {
    throw new EmbeddedServerError(
      "already-running",
      `The data directory ${dataDir} is in use by process ${holder.pid}: stop that one, or set SVARTID_DATA_DIR to another directory.`,
    );
  }
}

function readHolder(path: string): ProcessIdentity | null {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as Partial<ProcessIdentity>;
    return typeof holder.pid === "number" && typeof holder.startedAt === "string"
      ? { pid: holder.pid, startedAt: holder.startedAt }
      : null;
  } catch {
    return null;
  }
}
