import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { argumentsOf, identifyProcess, isAlive, type ProcessIdentity } from "./process-identity.ts";

const PID_FILE = "postmaster.pid";
const POLL_MS = 50;
const FAST_STOP_MS = 8_000;

/**
 * Stops a PostgreSQL that still runs on our cluster because node and keeper were both killed. The pid in postmaster.pid may belong to
 * anybody by now, so only a process that was started with our directory is touched; a file that names another is removed, because
 * PostgreSQL would take that process for itself and refuse to start.
 */
export async function stopOrphanPostmaster(clusterDirectory: string): Promise<void> {
  const orphan = findPostmaster(clusterDirectory);
  if (orphan === null) {
    rmSync(join(clusterDirectory, PID_FILE), { force: true });
    return;
  }
  signal(orphan, "SIGINT");
  if (!(await isGoneWithin(orphan, FAST_STOP_MS))) {
    signal(orphan, "SIGQUIT");
    await isGoneWithin(orphan, FAST_STOP_MS);
  }
}

function findPostmaster(clusterDirectory: string): ProcessIdentity | null {
  const pid = Number(readFirstLine(join(clusterDirectory, PID_FILE)));
  return pid > 1 && argumentsOf(pid).includes(clusterDirectory) ? identifyProcess(pid) : null;
}

function readFirstLine(path: string): string {
  try {
    return readFileSync(path, "utf8").split("\n", 1)[0] ?? "";
  } catch {
    return "";
  }
}

function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  if (isAlive(target)) {
    process.kill(target.pid, name);
  }
}

async function isGoneWithin(target: ProcessIdentity, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += POLL_MS) {
    if (!isAlive(target)) {
      return true;
    }
    await sleep(POLL_MS);
  }
  return !isAlive(target);
}
