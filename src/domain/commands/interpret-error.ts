import { HOSTINGS } from "../agreement/coverage.ts";
import { parseKnownErrorId } from "../known-errors/known-error.ts";
import type { Command, CommandFault } from "./command.ts";
import { readOptions } from "./read-options.ts";

type ErrorCommand = Extract<Command, { name: "error" }>;
type Read = { command: ErrorCommand } | { fault: Pick<CommandFault, "da" | "en"> };

const NEW = /^(?:new|ny)(?:\s+(.*))?$/i;
const REMOVE = /^(?:remove|fjern)\s+(\S+)$/i;
const MAX_TITLE = 200;

/**
 * Reads the line of `#error`: `new TITLE` with `module=`, `version=` and `hosting=` anywhere in it, `KE-12`, or `remove KE-12`. `word` is
 * the command as it was written: a fault speaks the writer's own word.
 */
export function interpretError(word: string, argument: string): Read {
  const created = NEW.exec(argument);
  if (created) return newError(word, created[1] ?? "");
  const removed = REMOVE.exec(argument);
  const id = parseKnownErrorId(removed?.[1] ?? argument);
  if (id !== null) return { command: { name: "error", action: removed ? "unlink" : "link", id } };
  return {
    fault: {
      da: `"${argument}" er ikke en kendt fejl. Skriv #${word} KE-12, #${word} fjern KE-12 eller #${word} ny TITEL.`,
      en: `"${argument}" is no known error. Write #${word} KE-12, #${word} remove KE-12 or #${word} new TITLE.`,
    },
  };
}

function newError(word: string, line: string): Read {
  const { options, text: title, faulty } = readOptions(line, ["module", "version", "hosting"]);
  const hosting = HOSTINGS.find((one) => one === options.hosting?.toLowerCase());
  if (title === "" || title.length > MAX_TITLE) return { fault: titleFault(word) };
  const isWrong =
    faulty !== null ||
    (options.version !== undefined && options.module === undefined) ||
    (options.hosting !== undefined && hosting === undefined);
  if (isWrong) return { fault: optionFault(word) };
  const { module, version } = options;
  const modules = module === undefined ? [] : [{ module, versions: version === undefined ? [] : [version] }];
  return { command: { name: "error", action: "new", title, modules, hosting: hosting ?? null } };
}

function titleFault(word: string) {
  return {
    da: `En ny fejl skal have en titel på højst ${MAX_TITLE} tegn. Skriv #${word} ny TITEL.`,
    en: `A new error needs a title of at most ${MAX_TITLE} characters. Write #${word} new TITLE.`,
  };
}

function optionFault(word: string) {
  return {
    da: `Skriv modul, version og hosting højst én gang hver, for eksempel #${word} ny TITEL module=core version=5.2 hosting=customer; version kræver module, og hosting er vendor eller customer.`,
    en: `Write module, version and hosting once each at most, for example #${word} new TITLE module=core version=5.2 hosting=customer; version needs module, and hosting is vendor or customer.`,
  };
}
