import type { DescribedCommand } from "./describe-commands.ts";

/** The commands below `svartid` as the scripts write them: each word with a space before it, such as ` ticket list`. */
export function trailsOf(commands: readonly DescribedCommand[]): string[] {
  return commands.filter(({ path }) => path.length > 0).map(({ path }) => path.map((word) => ` ${word}`).join(""));
}

/** The words that may follow a command, each with what it does. */
export function wordsBelow(
  command: DescribedCommand,
  commands: readonly DescribedCommand[],
): { word: string; description: string }[] {
  return commands
    .filter(
      ({ path }) => path.length === command.path.length + 1 && command.path.every((word, at) => path[at] === word),
    )
    .map(({ path, description }) => ({ word: path.at(-1) ?? "", description }));
}
