import { CommanderError } from "commander";
import { AdapterError } from "../usecases/ports/adapter-error.ts";
import { CommandFailed } from "./command-failed.ts";
import { createProgram } from "./create-program.ts";
import { printNotice } from "./print.ts";
import { UserError } from "./user-error.ts";

/** 0 done, 1 the thing asked failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line (without node and script) to its end; every error becomes a sentence on standard error. */
export async function runProgram(words: readonly string[]): Promise<ExitCode> {
  try {
    await (await createProgram(words)).parseAsync([...words], { from: "user" });
    return 0;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommandFailed) return 1;
  // Commander has printed its own sentence; help and version end with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    printNotice(`svartid: ${[error.message, ...error.details].join("\n  ")}`);
    return 1;
  }
  if (error instanceof AdapterError) {
    printNotice(`svartid: ${error.message}`);
    return 1;
  }
  printNotice(`svartid: this is a fault of svartid itself: ${(error as Error)?.stack ?? String(error)}`);
  return 1;
}
