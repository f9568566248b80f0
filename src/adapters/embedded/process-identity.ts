import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export type ProcessIdentity = { pid: number; startedAt: string };

/**
 * A process as more than its number, because numbers are used again: its start time tells two bearers of one pid apart.
 * Null when no such process lives; a zombie counts as dead.
 */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = existsSync("/proc/self/stat") ? startTimeFromProc(pid) : fromPs(pid, "lstart=");
  return startedAt === null ? null : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The arguments of a process, or an empty list when it is gone. */
export function argumentsOf(pid: number): string[] {
  if (!existsSync("/proc/self/stat")) {
    return fromPs(pid, "command=")?.split(" ") ?? [];
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function startTimeFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces and parentheses itself, so fields are counted from the last one (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const state = fields[0];
    return state === "Z" || state === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function fromPs(pid: number, column: string): string | null {
  try {
    const answer = execFileSync("ps", ["-o", column, "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] });
    return answer.toString().trim() || null;
  } catch {
    return null;
  }
}
