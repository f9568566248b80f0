import { type ExitCode, runProgram } from "../../src/cli/run-program.ts";

export interface CliRun {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, as in `directory` and with `environment` only. */
export async function runCli(
  words: string[],
  environment: NodeJS.ProcessEnv,
  directory = process.cwd(),
): Promise<CliRun> {
  const written = { out: "", err: "" };
  const real = { out: process.stdout.write, err: process.stderr.write, env: process.env, cwd: process.cwd() };
  process.stdout.write = ((text: string) => {
    written.out += text;
    return true;
  }) as typeof process.stdout.write;
  process.stderr.write = ((text: string) => {
    written.err += text;
    return true;
  }) as typeof process.stderr.write;
  process.env = environment;
  process.chdir(directory);
  try {
    return { code: await runProgram(words), ...written };
  } finally {
    process.stdout.write = real.out;
    process.stderr.write = real.err;
    process.env = real.env;
    process.chdir(real.cwd);
  }
}
