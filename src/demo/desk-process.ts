import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { dirname } from "node:path";

export interface DeskProcess {
  start(): Promise<void>;
  /** As a power cut would: kill -9, at once. */
  kill(): Promise<void>;
  /** Stands still until it is thawed or killed. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
  /** Runs another command of svartid in the same environment, and gives what it printed. */
  run(words: readonly string[]): Promise<{ code: number; output: string }>;
  readonly url: string;
  /** Null while it does not run. */
  pid(): number | null;
}

export interface DeskProcessOptions {
  /** The built command line. */
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly url: string;
  readonly logFile: string;
}

// Ninety seconds: a first start makes every table, on a slow machine as well.
const START_TRIES = 900;
/** As the first line of `src/cli/svartid.js` has it. */
const AS_INSTALLED = ["--max-semi-space-size=4", "--max-old-space-size=1024"];
const ENVIRONMENT_AS_INSTALLED = { MALLOC_ARENA_MAX: "2" };
const LAST_LINES = 15;

/** `svartid start` as a process of its own, so that it can be killed. It ends by itself when this process is gone. */
export function createDeskProcess(options: DeskProcessOptions): DeskProcess {
  let child: ChildProcess | null = null;
  const log = createWriteStream(options.logFile, { flags: "a" });
  const end = async (signal: NodeJS.Signals) => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await gone;
  };
  return {
    url: options.url,
    pid: () => child?.pid ?? null,
    start: async () => {
      child = launch(options, log);
      await untilHealthy(options, child);
    },
    kill: () => end("SIGKILL"),
    freeze: () => child?.kill("SIGSTOP"),
    thaw: () => child?.kill("SIGCONT"),
    stop: async () => {
      await end("SIGTERM");
      log.end();
    },
    run: (words) => runCommand(options, words),
  };
}

/** What a desk keeps beside its database lies with its log, unless it is told another place: never with what another database's desk keeps. */
function environmentOf({ environment, logFile }: DeskProcessOptions): NodeJS.ProcessEnv {
  return { SVARTID_DATA_DIR: dirname(logFile), ...environment };
}

function launch(options: DeskProcessOptions, log: WriteStream): ChildProcess {
  // With the channel of "ipc" the desk notices when this process is gone, however it went.
  const child = spawn(process.execPath, [...AS_INSTALLED, options.program, "start", "--moved-time"], {
    env: { ...ENVIRONMENT_AS_INSTALLED, ...environmentOf(options) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

async function untilHealthy(options: DeskProcessOptions, child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => lines.push(...chunk.toString().split("\n").filter(Boolean)));
  for (let tries = 0; tries < START_TRIES; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`svartid start ended:\n${lines.slice(-LAST_LINES).join("\n")}`);
    }
    const answered = await fetch(`${options.url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`svartid start does not answer; see ${options.logFile}`);
}

function runCommand(options: DeskProcessOptions, words: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [options.program, ...words], {
      env: environmentOf(options),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
