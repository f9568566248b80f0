import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "@jest/globals";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { findProcesses } from "../support/processes.ts";
import { until } from "../support/until.ts";

type Demo = { npm: ChildProcess; dataDir: string; output(): string; ended: Promise<number | string | null> };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MINUTES = 60_000;
const STAYS_UP = "Ctrl-C stops everything.";

const dataDirs: string[] = [];

afterEach(() => {
  for (const dataDir of dataDirs.splice(0)) {
    removeEmbeddedPostgres(join(dataDir, "demo"));
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test(
  "two demos run side by side; Ctrl-C ends one in order, and kill -9 of npm the other, and neither leaves a process",
  async () => {
    const [one, other] = [startDemo(makeDataDir()), startDemo(makeDataDir())];
    await Promise.all([one, other].map(untilUp));
    expect(consoleOf(one)).not.toBe(consoleOf(other));
    process.kill(-one.npm.pid!, "SIGINT");
    await one.ended;
    await until(() => processesOf(one).length === 0);
    expect((await fetch(new URL("/healthz", consoleOf(other)))).status).toBe(200);
    other.npm.kill("SIGKILL");
    await other.ended;
    await until(() => processesOf(other).length === 0);
  },
  10 * MINUTES,
);

test(
  "a demo killed with -9 in the middle of its story leaves no process, and the next one tells it to the end",
  async () => {
    const dataDir = makeDataDir();
    const first = startDemo(dataDir);
    await until(() => first.output().includes("Starting the desk"));
    const [demo] = findProcesses(dataDir).filter(({ command }) => command.includes("src/bootstrap/demo.mjs"));
    process.kill(demo!.pid, "SIGKILL");
    await first.ended;
    await until(() => processesOf(first).length === 0);
    const second = startDemo(dataDir, "--once");
    expect({ code: await second.ended, output: second.output() }).toMatchObject({ code: 0 });
    await until(() => processesOf(second).length === 0);
  },
  10 * MINUTES,
);

function makeDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), "svartid-demo-"));
  dataDirs.push(dataDir);
  return dataDir;
}

function startDemo(dataDir: string, ...args: string[]): Demo {
  const { HTTP_PORT: _, ...environment } = process.env;
  const npm = spawn("npm", ["run", "demo", "--", ...args], {
    cwd: ROOT,
    detached: true,
    env: { ...environment, SVARTID_DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  npm.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  npm.stderr.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  const ended = new Promise<number | string | null>((resolve) => {
    npm.once("exit", (code, signal) => resolve(code ?? signal));
  });
  return { npm, dataDir, output: () => output, ended };
}

async function untilUp(demo: Demo): Promise<void> {
  await until(() => {
    if (demo.output().includes("The demo ended early")) {
      throw new Error(demo.output());
    }
    return demo.output().includes(STAYS_UP);
  });
}

function consoleOf(demo: Demo): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(demo.output())![0];
}

function processesOf({ dataDir }: Demo): unknown[] {
  const note = join(dataDir, "demo", "postgres-place");
  const cluster = existsSync(note) ? readFileSync(note, "utf8").trim() : dataDir;
  return [...findProcesses(dataDir), ...findProcesses(cluster)];
}
