import { trailsOf, wordsBelow } from "./completion-trails.ts";
import type { DescribedCommand, DescribedValue } from "./describe-commands.ts";

/** A script for bash 4 and later, which needs nothing but bash itself. */
export function writeBashCompletion(commands: readonly DescribedCommand[]): string {
  return `# Completion of svartid for bash, written by: svartid completion bash
_svartid_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$2")
}
_svartid_files() {
  local word
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$1")
}
_svartid() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} trail="" count=0 i
  COMPREPLY=()
  # bash cuts --state=open into three words.
  if [[ $current == "=" ]]; then current=""; elif [[ $before == "=" ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$trail \${COMP_WORDS[i]}" in
      ${trailsOf(commands).map(quoted).join("|")}) trail="$trail \${COMP_WORDS[i]}"; count=0 ;;
      *) [[ \${COMP_WORDS[i]} == -* ]] || count=$((count + 1)) ;;
    esac
  done
  case "$trail $before" in
${commands.flatMap(optionValues).join("\n")}
  esac
  if [[ $current == -* ]]; then
    case "$trail" in
${commands.map(optionFlags).join("\n")}
    esac
    return
  fi
  case "$trail" in
${commands.map((command) => operands(command, commands)).join("\n")}
  esac
}
complete -F _svartid svartid
`;
}

const trail = ({ path }: DescribedCommand) => path.map((word) => ` ${word}`).join("");
const quoted = (text: string) => `"${text}"`;

function offer({ words, files }: DescribedValue): string {
  if (words.length > 0) return `_svartid_words "${words.join(" ")}" "$current"`;
  return files ? `_svartid_files "$current"` : ":";
}

function optionValues(command: DescribedCommand): string[] {
  return command.options.flatMap(({ flags, value }) =>
    value === null
      ? []
      : [`    ${flags.map((flag) => quoted(`${trail(command)} ${flag}`)).join("|")}) ${offer(value)}; return ;;`],
  );
}

function optionFlags(command: DescribedCommand): string {
  const flags = command.options.flatMap((option) => option.flags);
  return `      ${quoted(trail(command))}) _svartid_words "${flags.join(" ")}" "$current" ;;`;
}

function operands(command: DescribedCommand, commands: readonly DescribedCommand[]): string {
  const below = wordsBelow(command, commands).map(({ word }) => word);
  if (below.length > 0) return `    ${quoted(trail(command))}) _svartid_words "${below.join(" ")}" "$current" ;;`;
  const values = command.values.map((value, index) => {
    const isLast = index === command.values.length - 1;
    return `${isLast ? "*" : index}) ${offer(value)} ;;`;
  });
  return `    ${quoted(trail(command))}) case $count in ${[...values, ...(values.length === 0 ? ["*) : ;;"] : [])].join(" ")} esac ;;`;
}
