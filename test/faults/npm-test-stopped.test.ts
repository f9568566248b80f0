import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findProcesses } from "../support/processes.ts";
import { until } from "../support/until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let directory: string;
let npm: ChildProcess;
let ended: Promise<number | string | null>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-nested-"));
  chmodSync(directory, 0o755);
  const { CI: _, SVARTID_TEST_SERVER_REPORT: __, ...environment } = process.env;
  npm = spawn("npm", ["test", "--", "test/integration/test-database"], {
    cwd: ROOT,
    detached: true,
    env: { ...environment, TMPDIR: directory },
    stdio: "ignore",
  });
  ended = new Promise((resolve) => npm.once("exit", (code, signal) => resolve(code ?? signal)));
  await until(() => findFile(directory, "postgres-url") !== null);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

// While the server is prepared, while jest starts its workers, and while they run tests.
test.each([0, 100, 400, 1500])(
  "Ctrl-C in npm test, after %d ms, leaves no process and no file",
  async (milliseconds) => {
    const [cluster, run] = [findCluster(), findRun()];
    await setTimeout(milliseconds);
    process.kill(-npm.pid!, "SIGINT");
    // npm ends by the signal that its script ended with, or hands on its code.
    expect([130, "SIGINT"]).toContain(await ended);
    await expectNothingLeft(cluster, run);
  },
);

test("Ctrl-C that npm hands on once more does not cut the orderly end short", async () => {
  const [cluster, run] = [findCluster(), findRun()];
  const [script] = findProcesses(directory).filter(({ command }) => /^node .*test\.mjs/.test(command));
  process.kill(-npm.pid!, "SIGINT");
  await setTimeout(50);
  process.kill(script!.pid, "SIGINT");
  await ended;
  await expectNothingLeft(cluster, run);
});

test("npm killed with -9 leaves no process and no file either", async () => {
  const [cluster, run] = [findCluster(), findRun()];
  npm.kill("SIGKILL");
  await ended;
  await expectNothingLeft(cluster, run);
});

async function expectNothingLeft(cluster: string, run: string): Promise<void> {
  await until(() => findProcesses(directory).length === 0);
  expect(readdirSync(directory)).toEqual([]);
  expect(existsSync(cluster)).toBe(false);
  expect(tablespacesOf(run)).toEqual([]);
}

const tablespacesOf = (run: string) =>
  existsSync("/dev/shm") ? readdirSync("/dev/shm").filter((name) => name.startsWith(`svartid-test-${run}-`)) : [];

/** The process number in the name of the run's directory. */
function findRun(): string {
  const [, run] = /^svartid-run-(\d+)-/.exec(readdirSync(directory)[0] ?? "") ?? [];
  if (run === undefined) throw new Error("no run");
  return run;
}

function findCluster(): string {
  const note = findFile(directory, "postgres-place");
  const place =
    note === null ? join(findFile(directory, "postgres-url")!, "..", "postgres") : readFileSync(note, "utf8").trim();
  return join(place, "cluster");
}

function findFile(below: string, name: string): string | null {
  const found = listBelow(below).find((path) => path.endsWith(`/${name}`));
  return found === undefined ? null : join(below, found);
}

// The database that is just made renames and removes directories while they are listed.
function listBelow(directory: string, tries = 50): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === 0) throw error;
    return listBelow(directory, tries - 1);
  }
}
