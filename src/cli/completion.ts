import { Command } from "commander";
import { writeBashCompletion } from "./completion-bash.ts";
import { writeFishCompletion } from "./completion-fish.ts";
import { writeZshCompletion } from "./completion-zsh.ts";
import { type DescribedCommand, describeCommands } from "./describe-commands.ts";
import { examples } from "./examples.ts";
import { oneOf } from "./parse-option.ts";
import { printJson, printText } from "./print.ts";

const WRITERS = { bash: writeBashCompletion, zsh: writeZshCompletion, fish: writeFishCompletion };
const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const HELP = `
The script is of this version: write it anew after an upgrade. It completes the command svartid, not npx svartid.
${examples(
  "svartid completion bash > ~/.local/share/bash-completion/completions/svartid",
  "svartid completion zsh > ~/.zfunc/_svartid      # with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc",
  "svartid completion fish > ~/.config/fish/completions/svartid.fish",
)}`;

/** `svartid completion`: what a shell must know to complete commands, options and the words they take. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("print a script that lets a shell complete commands, options and their words")
    .argument("<shell>", SHELLS.join(", "), oneOf(SHELLS))
    .addHelpText("after", HELP)
    .action(async (shell: Shell, options: { json?: boolean }) => {
      const script = WRITERS[shell](await describeAll());
      if (options.json) printJson({ shell, script });
      else printText(script);
    });
}

async function describeAll(): Promise<DescribedCommand[]> {
  // Loaded here: it knows every command, this one too.
  const { createProgram } = await import("./create-program.ts");
  return describeCommands(await createProgram([]));
}
