import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { CliRun } from "./run-cli.ts";

export interface SpawnedDesk {
  readonly pid: number;
  /** All it wrote until now. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

interface SpawnOptions {
  readonly program?: string;
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
}

const PROGRAM = `${process.cwd()}/dist/cli/program.js`;

/** A process of svartid with nothing but what is given in its environment; resolves when it runs, and rejects with its last lines when it ends first. */
export async function spawnDesk({
  program = PROGRAM,
  words,
  environment,
  directory,
}: SpawnOptions): Promise<SpawnedDesk> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...environment },
    // Over the channel it notices when the tests are gone.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("svartid is running")) resolve();
      });
    }
    void ended.then(() => reject(new Error(`svartid ended:\n${output.slice(-4_000)}`)));
  });
  return { pid: child.pid ?? 0, output: () => output, signal: (signal) => void child.kill(signal), ended };
}

/** Runs a command of the built program to its end, with nothing but what is given in its environment. */
export async function runBuilt({ program = PROGRAM, words, environment, directory }: SpawnOptions): Promise<CliRun> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, out, err };
}
