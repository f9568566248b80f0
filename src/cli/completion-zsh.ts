import { trailsOf, wordsBelow } from "./completion-trails.ts";
import type { DescribedCommand, DescribedValue } from "./describe-commands.ts";

/** A function for zsh's own completion system, as a file `_svartid` in `fpath`, or sourced after `compinit`. */
export function writeZshCompletion(commands: readonly DescribedCommand[]): string {
  return `#compdef svartid
# Completion of svartid for zsh, written by: svartid completion zsh
_svartid() {
  local trail="" count=0 i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$trail \${words[i]}" in
      ${trailsOf(commands).map(quoted).join("|")}) trail="$trail \${words[i]}"; count=0 ;;
      *) [[ \${words[i]} == -* ]] || count=$((count + 1)) ;;
    esac
  done
  case "$trail \${words[CURRENT-1]}" in
${commands.flatMap(optionValues).join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    case "$trail" in
${commands.map(optionFlags).join("\n")}
    esac
    _describe -o option offered
    return
  fi
  case "$trail" in
${commands.map((command) => operands(command, commands)).join("\n")}
  esac
}
if [[ "$funcstack[1]" == _svartid ]]; then _svartid "$@"; else compdef _svartid svartid; fi
`;
}

const trail = ({ path }: DescribedCommand) => path.map((word) => ` ${word}`).join("");
const quoted = (text: string) => `"${text}"`;
const entry = (word: string, description: string) =>
  `'${word.replaceAll(":", "\\:")}:${description.replaceAll("'", "'\\''")}'`;

function offer({ words, files }: DescribedValue): string {
  if (words.length > 0) return `compadd -- ${words.join(" ")}`;
  return files ? "_files" : "return 1";
}

function optionValues(command: DescribedCommand): string[] {
  return command.options.flatMap(({ flags, value }) =>
    value === null
      ? []
      : [`    ${flags.map((flag) => quoted(`${trail(command)} ${flag}`)).join("|")}) ${offer(value)}; return ;;`],
  );
}

function optionFlags(command: DescribedCommand): string {
  const entries = command.options.flatMap(({ flags, description }) => flags.map((flag) => entry(flag, description)));
  return `      ${quoted(trail(command))}) offered=(${entries.join(" ")}) ;;`;
}

function operands(command: DescribedCommand, commands: readonly DescribedCommand[]): string {
  const below = wordsBelow(command, commands);
  if (below.length > 0) {
    const entries = below.map(({ word, description }) => entry(word, description));
    return `    ${quoted(trail(command))}) offered=(${entries.join(" ")}); _describe command offered ;;`;
  }
  const values = command.values.map((value, index) => {
    const isLast = index === command.values.length - 1;
    return `${isLast ? "*" : index}) ${offer(value)} ;;`;
  });
  return `    ${quoted(trail(command))}) case $count in ${values.length === 0 ? "*) return 1 ;;" : values.join(" ")} esac ;;`;
}
