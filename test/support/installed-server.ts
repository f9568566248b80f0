import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** A server from the distribution that some tests need. */
export type RealServer = {
  name: string;
  /** Null when it can be used here; otherwise why not, in a few words. */
  unavailable(): string | null;
};

const DIRECTORIES = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export function findProgram(name: string): string | null {
  return DIRECTORIES.map((directory) => join(directory, name)).find(isExecutable) ?? null;
}

export function whyMissing(...programs: string[]): string | null {
  const missing = programs.filter((program) => findProgram(program) === null);
  return missing.length === 0 ? null : `${missing.join(", ")} not installed`;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The user under whom servers started by root may work on mail: never root. */
export function findUser(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
