// npm test: prepares the clone, then runs the suite, and says which real servers took part. Arguments go to jest.
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepare } from "./prepare.mjs";
import { stopWithNpm } from "./stop-with-npm.mjs";

const CLUSTER_OF_ROOT = /^\/.+\/svartid\/[0-9a-f]{16}$/;
const JEST_WORKER = /[\\/]jest-worker[\\/]/;
const SERVER_PATIENCE_MS = 15_000;

await prepare();
removeOldRuns();
const directory = mkdtempSync(join(tmpdir(), `svartid-run-${process.pid}-`));
chmodSync(directory, 0o755); // The servers that root starts run as other users, and must get in.
const report = join(directory, "servers.jsonl");
appendFileSync(report, "");
process.env.TMPDIR = directory;
process.env.SVARTID_TEST_SERVER_REPORT = report;

// On, not once: npm hands Ctrl-C on to its script, which has had it from the terminal, and that must not cut the orderly end short.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.on(signal, () => {
    if (!globalThis.svartidIsStopping) void stopRun(code);
  });
}
stopWithNpm();
const children = rememberChildren();

const { run } = await import("jest");
await run(process.argv.slice(2));
const areAllThere = reportServers();
await untilStopped(directory);
removeFiles(directory);
if (!areAllThere && process.env.CI === "true") {
  process.exitCode = 1;
}

async function stopRun(code) {
  console.error("\nStopping ...");
  globalThis.svartidIsStopping = true;
  const testServer = await globalThis.svartidTestServer?.catch(() => undefined);
  await endWorkers();
  await testServer?.server.stop();
  testServer?.tablespace.remove();
  await untilStopped(directory);
  // Meanwhile jest may have started others. From the last one's end on nobody else gets a turn before the files are gone.
  await endWorkers();
  removeFiles(directory);
  process.exit(code);
}

/** The processes that this one starts, as Node tells of them. */
function rememberChildren() {
  const started = new Set();
  subscribe("child_process", ({ process: child }) => {
    started.add(child);
    child.on("error", (error) => {
      if (!isWorker(child) && child.listenerCount("error") === 1) throw error;
    });
  });
  return started;
}

/** What a worker is told that Ctrl-C ended as it started fails, and jest lets that end the process, before its files are taken away. */
function isWorker(child) {
  return JEST_WORKER.test(child.spawnargs?.join(" ") ?? "");
}

/** Those that jest runs tests in: while they run they write into the directory that is to go. */
async function endWorkers() {
  for (let workers = runningWorkers(); workers.length > 0; workers = runningWorkers()) {
    const ends = workers.map((child) => once(child, "exit"));
    for (const worker of workers) worker.kill("SIGKILL");
    await Promise.all(ends);
  }
}

function runningWorkers() {
  return [...children].filter((child) => isRunning(child) && isWorker(child));
}

function isRunning(child) {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function reportServers() {
  const uses = readFileSync(report, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const used = [...new Set(uses.filter(({ missing }) => missing === null).map(({ server }) => server))].sort();
  const missing = new Map(uses.filter((use) => use.missing !== null).map((use) => [use.server, use.missing]));
  const reasons = [...missing].sort().map(([server, reason]) => `${server} (${reason})`);
  console.error(`Real servers used: ${used.join(", ") || "none"}. Missing: ${reasons.join(", ") || "none"}.`);
  if (reasons.some((reason) => reason.includes("not installed"))) {
    console.error("On Debian or Ubuntu, npm run servers installs them.");
  }
  return reasons.length === 0;
}

/** What runs left that were killed with -9: their servers are gone by themselves, their files are not. */
function removeOldRuns() {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^svartid-run-(\d+)-/.exec(name)?.[1]);
    const path = join(tmpdir(), name);
    if (pid > 0 && !isAlive(pid) && statSync(path).uid === process.getuid()) {
      removeFiles(path);
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Resolves when no server uses the files of a run any more. */
async function untilStopped(path) {
  const clusters = findClusters(path);
  for (let waited = 0; waited < SERVER_PATIENCE_MS && clusters.some(isInUse); waited += 50) {
    await sleep(50);
  }
}

function removeFiles(path) {
  for (const cluster of findClusters(path).filter((place) => CLUSTER_OF_ROOT.test(place))) {
    rmSync(cluster, { recursive: true, force: true });
  }
  rmSync(path, { recursive: true, force: true });
}

function findClusters(path) {
  return readdirSync(path).flatMap((name) => {
    const note = join(path, name, "postgres-place");
    return existsSync(note) ? [readFileSync(note, "utf8").trim()] : [join(path, name, "postgres")];
  });
}

function isInUse(cluster) {
  return existsSync(join(cluster, "cluster", "postmaster.pid"));
}
