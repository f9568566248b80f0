import { execFileSync } from "node:child_process";
import { accessSync, appendFileSync, constants } from "node:fs";
import { join } from "node:path";
import { test } from "@jest/globals";

/** A server from the distribution that some tests need. */
export type RealServer = {
  name: string;
  /** Null when it can be used here; otherwise why not, in a few words. */
  unavailable(): string | null;
};

type TestBody = () => Promise<void>;

const DIRECTORIES = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
const INSTALL = "npm run servers";

/**
 * Gives a `test` for cases that need real servers. Where one is missing the case is skipped with the reason in its name; with CI=true
 * it fails instead. Either way the end of `npm test` says so.
 */
export function testOn(...servers: RealServer[]): (name: string, body: TestBody, timeoutMs?: number) => void {
  const reasons = servers.flatMap((server) => {
    const reason = server.unavailable();
    recordUse(server, reason);
    return reason === null ? [] : [`${server.name}: ${reason}`];
  });
  if (reasons.length === 0) {
    return test;
  }
  const explanation = reasons.join("; ");
  return process.env.CI === "true"
    ? (name) => test(name, () => Promise.reject(new Error(`${explanation} (run ${INSTALL})`)))
    : (name, body) => test.skip(`${name} [skipped, ${explanation}]`, body);
}

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

function recordUse(server: RealServer, reason: string | null): void {
  const report = process.env.SVARTID_TEST_SERVER_REPORT;
  if (report !== undefined) {
    appendFileSync(report, `${JSON.stringify({ server: server.name, missing: reason })}\n`);
  }
}
