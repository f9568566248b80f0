import { trailsOf, wordsBelow } from "./completion-trails.ts";
import type { DescribedCommand, DescribedOption } from "./describe-commands.ts";

/** A script for fish 3 and later. */
export function writeFishCompletion(commands: readonly DescribedCommand[]): string {
  return `# Completion of svartid for fish, written by: svartid completion fish
function __svartid_at
    set -l trail ''
    for word in (commandline -opc)[2..-1]
        switch "$trail $word"
            case ${trailsOf(commands).map(quoted).join(" ")}
                set trail "$trail $word"
        end
    end
    test "$trail" = "$argv[1]"
end
complete -c svartid -f
${commands.flatMap((command) => lines(command, commands)).join("\n")}
`;
}

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function lines(command: DescribedCommand, commands: readonly DescribedCommand[]): string[] {
  const trail = command.path.map((word) => ` ${word}`).join("");
  const at = `complete -c svartid -n ${quoted(`__svartid_at ${quoted(trail)}`)}`;
  const words = command.values.flatMap((value) => value.words);
  return [
    ...wordsBelow(command, commands).map(
      ({ word, description }) => `${at} -a ${quoted(word)} -d ${quoted(description)}`,
    ),
    ...command.options.map((option) => `${at} ${optionText(option)}`),
    ...(words.length > 0 ? [`${at} -a ${quoted(words.join(" "))}`] : []),
    ...(command.values.some(({ files }) => files) ? [`${at} -F`] : []),
  ];
}

function optionText({ flags, description, value }: DescribedOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === null ? [] : value.files ? ["-r", "-F"] : ["-x"];
  const words = value !== null && value.words.length > 0 ? [`-a ${quoted(value.words.join(" "))}`] : [];
  return [...names, ...takes, ...words, `-d ${quoted(description)}`].join(" ");
}
