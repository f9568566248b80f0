import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cleanEnvironment } from "./postgres-cluster.ts";
import type { PostgresPlace } from "./postgres-place.ts";

export type PostgresKeeper = {
  /** PostgreSQL accepts connections. Rejects with its last lines when it ends before that. */
  ready: Promise<void>;
  exited: Promise<void>;
  /** Lets go of the keeper, which then stops PostgreSQL. */
  release(): void;
};

// Runs as `node -e`, so that it needs no file that its user may not read. Its standard input is a pipe from us: when we go, however
// we go, the pipe ends, and the keeper asks PostgreSQL for a fast stop, and after 8 seconds for an immediate one. It has its own
// session, so Ctrl-C in the terminal reaches only us.
const KEEPER = `
const { spawn } = require("node:child_process");
const [program, args, options] = JSON.parse(process.argv[1]);
const server = spawn(program, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
server.on("error", (error) => { console.error(error.message); process.exit(1); });
server.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
const stop = () => { server.kill("SIGINT"); setTimeout(() => server.kill("SIGQUIT"), 8000).unref(); };
process.stdin.on("end", stop).on("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
`;

const READY = "ready to accept connections";
const KEPT_LINES = 12;

/** Starts PostgreSQL under a keeper process that outlives us only to stop it. `onLine` gets each line of the server's log. */
export function startKeeper(place: PostgresPlace, args: string[], onLine: (line: string) => void): PostgresKeeper {
  const options = { ...place.user, cwd: "/", env: cleanEnvironment() };
  const command = JSON.stringify([join(place.binaries, "bin", "postgres"), args, options]);
  const keeper = spawn(process.execPath, ["-e", KEEPER, command], {
    cwd: "/",
    detached: true,
    env: {},
    stdio: ["pipe", "ignore", "pipe"],
  });
  const exited = new Promise<void>((resolve) => keeper.once("close", () => resolve()));
  keeper.stdin.on("error", () => undefined); // The keeper was killed: `exited` says so.
  return { ready: waitUntilReady(keeper, onLine), exited, release: () => keeper.stdin.end() };
}

function waitUntilReady(keeper: ChildProcess, onLine: (line: string) => void): Promise<void> {
  const lastLines: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: keeper.stderr as NodeJS.ReadableStream }).on("line", (line) => {
      onLine(line);
      lastLines.push(line);
      lastLines.splice(0, lastLines.length - KEPT_LINES);
      if (line.includes(READY)) {
        resolve();
      }
    });
    keeper.once("error", reject);
    keeper.once("close", () => reject(new Error(lastLines.join("\n"))));
  });
}
