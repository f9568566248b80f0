import type { Argument, Command, Option } from "commander";

/** What may stand at a place: words that are known, files, or something that only a person knows. */
export interface DescribedValue {
  readonly words: readonly string[];
  readonly files: boolean;
}

export interface DescribedOption {
  /** Long form first, such as `--help`, `-h`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null: it takes no value. */
  readonly value: DescribedValue | null;
}

export interface DescribedCommand {
  /** Of the words behind `svartid`: `[]` for itself, `["ticket", "list"]`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly DescribedOption[];
  /** In their order; the last one may be given several times. */
  readonly values: readonly DescribedValue[];
}

const FILES = /^(file|path|place|directory|folder)$/;

/** A command and all those under it, each before those under it. What is hidden from help is left out. */
export function describeCommands(command: Command, path: readonly string[] = []): DescribedCommand[] {
  const options = command.options.filter((option) => !option.hidden).map(describeOption);
  const help = { flags: ["--help", "-h"], description: "show how it is used", value: null };
  return [
    {
      path,
      description: command.description(),
      options: [...options, help],
      values: command.registeredArguments.map((argument) => describeValue(argument, argument.name())),
    },
    ...command.commands.flatMap((below) => describeCommands(below, [...path, below.name()])),
  ];
}

function describeOption(option: Option): DescribedOption {
  const takesValue = option.required || option.optional;
  const name = /[<[]([a-z-]+)/.exec(option.flags)?.[1] ?? "";
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    value: takesValue ? describeValue(option, name) : null,
  };
}

function describeValue(
  { argChoices, parseArg }: Pick<Argument, "argChoices" | "parseArg">,
  name: string,
): DescribedValue {
  return { words: argChoices ?? wordsOf(parseArg), files: FILES.test(name) };
}

// The readers of options say themselves which words they take (parse-option.ts).
function wordsOf(read: unknown): readonly string[] {
  return typeof read === "function" && "words" in read ? (read.words as readonly string[]) : [];
}
