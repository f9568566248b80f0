import { TIME_CAUSES, type TimeCause } from "../billing/time-cause.ts";
import { parseWorkingTime } from "../time/working-time.ts";
import type { Command, CommandFault } from "./command.ts";

type TimeCommand = Extract<Command, { name: "time" }>;

const A_DAY_MINUTES = 1440;
// Mail programs write a hyphen before a figure as a minus sign or a dash.
const DASHES = /^[\u2212\u2013\u2012\u2011]/;
const CAUSE = /^(?:cause|årsag|aarsag)=(.*)$/;
const DANISH_CAUSES: ReadonlyMap<string, TimeCause> = new Map([
  ["leverandør", "vendor"],
  ["leverandoer", "vendor"],
  ["kunde", "customer"],
  ["kunden", "customer"],
  ["tredjepart", "third-party"],
]);

/**
 * Reads `1h30 cause=customer text` of `#time` (interface.md): a working time, then who caused the fault, then any text. `årsag=` and the
 * Danish causes are read too. `word` is the command as it was written: a fault speaks the writer's own word.
 */
export function interpretTime(
  word: string,
  argument: string,
): { command: TimeCommand } | { fault: Pick<CommandFault, "da" | "en"> } {
  const [written = "", causeWritten = "", ...rest] = argument.normalize("NFC").split(/\s+/);
  const minutes = parseWorkingTime(written.toLowerCase().replace(DASHES, "-"));
  if (minutes === null || minutes === 0 || Math.abs(minutes) > A_DAY_MINUTES)
    return { fault: timeFault(word, written) };
  const [, named] = CAUSE.exec(causeWritten.toLowerCase()) ?? [];
  const cause = TIME_CAUSES.find((one) => one === named) ?? DANISH_CAUSES.get(named ?? "");
  if (cause === undefined) return { fault: causeFault(word, written, named) };
  return { command: { name: "time", minutes, cause, text: rest.join(" ") } };
}

function timeFault(word: string, written: string) {
  return {
    da: `"${written}" er ikke en tid mellem 1 minut og 24 timer. Skriv for eksempel #${word} 1h30 cause=customer, og ret med #${word} -1h30 cause=customer.`,
    en: `"${written}" is no time between 1 minute and 24 hours. Write for example #${word} 1h30 cause=customer, and correct with #${word} -1h30 cause=customer.`,
  };
}

function causeFault(word: string, time: string, named: string | undefined) {
  const choices = TIME_CAUSES.join(", ");
  return named === undefined
    ? {
        da: `Årsagen mangler lige efter tiden. Skriv #${word} ${time} cause=… med en af: ${choices}.`,
        en: `The cause is missing right after the time. Write #${word} ${time} cause=… with one of: ${choices}.`,
      }
    : {
        da: `Årsagen "${named}" findes ikke. Skriv #${word} ${time} cause=… med en af: ${choices}.`,
        en: `There is no cause "${named}". Write #${word} ${time} cause=… with one of: ${choices}.`,
      };
}
