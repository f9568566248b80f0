import { Command } from "commander";
import { VERSION } from "../version.ts";
import { commands } from "./commands.ts";

/** The command line with the command that `words` begin with; with all of them where they begin with none. */
export async function createProgram([name = ""]: readonly string[]): Promise<Command> {
  const program = new Command("svartid")
    .description("An email-driven support desk that keeps its promised response times.")
    .version(VERSION, "-V, --version", "print the version of this build")
    .helpCommand(true);
  // Only the help of the whole, and what is no command, needs all of them.
  const named = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  for (const load of named) if (load !== undefined) program.addCommand(await load());
  for (const command of program.commands) prepare(command);
  program.exitOverride().showHelpAfterError("(svartid --help lists the commands)");
  return program;
}

/** Gives a command and those under it what all have: `--json`, errors instead of an exit, help after wrong usage. */
function prepare(command: Command): void {
  command.exitOverride().showHelpAfterError("(add --help to see how it is used)");
  const isLeaf = command.commands.length === 0;
  if (isLeaf && !command.options.some((option) => option.long === "--json")) {
    command.option("--json", "print the result as JSON and nothing else");
  }
  for (const below of command.commands) prepare(below);
}
