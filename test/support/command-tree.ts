import type { Command } from "commander";
import { createProgram } from "../../src/cli/create-program.ts";

export interface FoundCommand {
  /** Behind `svartid`, such as `ticket list`. */
  readonly name: string;
  readonly command: Command;
  readonly help: string;
  /** The lines below "Examples:", without what is said of them behind two spaces. */
  readonly examples: readonly string[];
}

/** The program and every command of it, with its help as a person sees it. */
export async function readCommandTree(): Promise<FoundCommand[]> {
  return walk(await createProgram([]), []);
}

function walk(command: Command, path: readonly string[]): FoundCommand[] {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const block = /\nExamples:\n((?: {2}.*\n?)+)/.exec(help)?.[1] ?? "";
  const examples = block
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}\S.*$/, ""))
    .filter((line) => line !== "");
  const below = command.commands.flatMap((one) => walk(one, [...path, one.name()]));
  return [{ name: path.join(" "), command, help, examples }, ...below];
}

/** The words of the call of svartid in a line of shell, as a shell hands them over: no variables, no pipes, nothing redirected. */
export function wordsOfExample(line: string): string[] {
  const call = line
    .split(/\s(?:\||&&)\s/)
    .find((part) => /(?:^|\s)svartid(?:\s|$)/.test(part))
    ?.replace(/^(?:[A-Z_]+=\S*\s+)*/, "")
    .replace(/\s[<>]\s*\S+$/, "");
  const words = [...(call ?? "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => {
    return single ?? double ?? bare ?? "";
  });
  return words.slice(words.indexOf("svartid") + 1);
}
