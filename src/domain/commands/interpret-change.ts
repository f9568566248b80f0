import { parseTicketRef } from "../ticket/ticket-ref.ts";
import type { Command, CommandFault } from "./command.ts";
import { readOptions } from "./read-options.ts";

type ChangeCommand = Extract<Command, { name: "change" }>;

/**
 * Reads the line of `#change`: the documentation, with `module=` and `version=` (both or neither) and `consent=SV-…` (the ticket that the
 * consent was given on) anywhere in it. `word` is the command as it was written: a fault speaks the writer's own word.
 */
export function interpretChange(
  word: string,
  argument: string,
): { command: ChangeCommand } | { fault: Pick<CommandFault, "da" | "en"> } {
  const { options, text, faulty } = readOptions(argument, ["module", "version", "consent"]);
  if (text === "") return { fault: textFault(word) };
  const { module = null, version = null } = options;
  const consent = options.consent === undefined ? null : parseTicketRef(options.consent);
  const isWrong =
    faulty !== null ||
    (module === null) !== (version === null) ||
    (options.consent !== undefined && (consent === null || module === null));
  if (isWrong) return { fault: optionFault(word) };
  return { command: { name: "change", text, module, version, consent } };
}

function textFault(word: string) {
  return {
    da: `En ændring skal beskrives på linjen. Skriv for eksempel #${word} Opdateret til ny version module=core version=5.3.`,
    en: `A change must be described on its line. Write for example #${word} Updated to the new version module=core version=5.3.`,
  };
}

function optionFault(word: string) {
  return {
    da: `Skriv module og version begge eller slet ikke, og consent kun sammen med dem, for eksempel #${word} TEKST module=core version=5.3 consent=SV-7K3M9-2.`,
    en: `Write module and version both or neither, and consent only with them, for example #${word} TEXT module=core version=5.3 consent=SV-7K3M9-2.`,
  };
}
