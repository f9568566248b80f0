import { spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";

export interface DeskWorker {
  /** Resolves when it works; rejects with its last lines when it ends before. */
  readonly ready: Promise<void>;
  isAlive(): boolean;
  /** At once, as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface DeskWorkerSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly deskFile: string;
  /** Where its log goes. */
  readonly directory: string;
  readonly role?: "worker" | "intake" | "http";
  readonly environment?: NodeJS.ProcessEnv;
}

const PROGRAM = join(process.cwd(), "dist/cli/program.js");
let count = 0;

/** `svartid start` with one role in a process of its own, which ends by itself when this one is gone. */
export function createDeskWorker(settings: DeskWorkerSettings): DeskWorker {
  const { databaseUrl, redisUrl, deskFile, directory, role = "worker", environment = {} } = settings;
  count += 1;
  const logFile = join(directory, `${role}-${count}.log`);
  const child = spawn(process.execPath, [PROGRAM, "start", "--role", role], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      SVARTID_DESK: deskFile,
      SVARTID_SECRET: "a secret of the proof that is long enough to sign with",
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const log = createWriteStream(logFile);
  const ready = new Promise<void>((resolve, reject) => {
    for (const output of [child.stdout, child.stderr]) {
      output?.on("data", (chunk: Buffer) => {
        log.write(chunk);
        if (chunk.toString().includes("svartid is running")) resolve();
      });
    }
    void gone.then(() => reject(new Error(`the worker ended:\n${readFileSync(logFile, "utf8").slice(-4000)}`)));
  });
  // Only whoever waits for it is told.
  ready.catch(() => undefined);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
    log.end();
  };
  return {
    ready,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
}
