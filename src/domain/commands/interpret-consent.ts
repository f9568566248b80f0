import type { Command, CommandFault } from "./command.ts";
import { readOptions } from "./read-options.ts";

type ConsentCommand = Extract<Command, { name: "ask-consent" }>;

/**
 * Reads the line of `#ask-consent`: the question, with `module=` and `version=` (both or neither) anywhere in it. `word` is the command as it was
 * written: a fault speaks the writer's own word.
 */
export function interpretConsent(
  word: string,
  argument: string,
): { command: ConsentCommand } | { fault: Pick<CommandFault, "da" | "en"> } {
  const { options, text, faulty } = readOptions(argument, ["module", "version"]);
  const { module = null, version = null } = options;
  if (faulty === null && (module === null) === (version === null)) {
    return { command: { name: "ask-consent", asked: "consent", text, module, version } };
  }
  return {
    fault: {
      da: `Skriv module og version begge eller slet ikke, for eksempel #${word} Må vi installere den nye version? module=core version=5.3.`,
      en: `Write module and version both or neither, for example #${word} May we install the new version? module=core version=5.3.`,
    },
  };
}
