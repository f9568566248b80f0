import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export type KeptCommand = {
  program: string;
  args: string[];
  user?: { uid: number; gid: number } | null;
  /** What asks it to stop, and what follows after 8 seconds. */
  stopSignals: [NodeJS.Signals, NodeJS.Signals];
};

export type KeptProcess = {
  exited: Promise<void>;
  /** Resolves at the first line of its standard error that matches; rejects with its last lines when it ends before that. */
  waitForLine(pattern: RegExp): Promise<void>;
  /** Lets go of the keeper, which then stops the process. */
  release(): void;
};

// Runs as `node -e`, so that it needs no file that may not be read. Its standard input is a pipe from us: when we go, however we go,
// the pipe ends, and the keeper stops what it keeps. It has its own session, so Ctrl-C in the terminal reaches only us.
const KEEPER = `
const { spawn } = require("node:child_process");
const { program, args, options, stopSignals } = JSON.parse(process.argv[1]);
const server = spawn(program, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
server.on("error", (error) => { console.error(error.message); process.exit(1); });
server.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
const stop = () => { server.kill(stopSignals[0]); setTimeout(() => server.kill(stopSignals[1]), 8000).unref(); };
process.stdin.on("end", stop).on("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
`;

const KEPT_LINES = 12;

/** Runs a server under a keeper process that outlives us only to stop it: kill -9 of this process leaves nothing behind. */
export function keepProcess(command: KeptCommand, onLine: (line: string) => void = () => undefined): KeptProcess {
  const { program, args, stopSignals } = command;
  const options = { ...command.user, cwd: "/", env: cleanEnvironment() };
  const keeper = spawn(process.execPath, ["-e", KEEPER, JSON.stringify({ program, args, options, stopSignals })], {
    cwd: "/",
    detached: true,
    env: {},
    stdio: ["pipe", "ignore", "pipe"],
  });
  const watch = watchLines(keeper, onLine);
  const exited = new Promise<void>((resolve) => keeper.once("close", () => resolve()));
  keeper.stdin.on("error", () => undefined); // The keeper was killed: `exited` says so.
  return { exited, waitForLine: watch, release: () => keeper.stdin.end() };
}

/** Nothing of ours is handed down: PGDATA, PGPORT, LANG and the like would change what a server does. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" };
}

function watchLines(keeper: ChildProcess, onLine: (line: string) => void): KeptProcess["waitForLine"] {
  const lines: string[] = [];
  const reader = createInterface({ input: keeper.stderr as NodeJS.ReadableStream });
  reader.on("line", (line) => {
    lines.push(line);
    lines.splice(0, lines.length - KEPT_LINES);
    onLine(line);
  });
  const ended = new Promise<never>((_, reject) => {
    keeper.once("error", reject);
    keeper.once("close", () => reject(new Error(lines.join("\n"))));
  });
  ended.catch(() => undefined); // Often nobody waits any more when it ends.
  return (pattern) => {
    const found = new Promise<void>((resolve) => {
      reader.on("line", (line) => pattern.test(line) && resolve());
    });
    return Promise.race([found, ended]);
  };
}
