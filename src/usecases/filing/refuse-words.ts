import type { Command, CommandFault } from "../../domain/commands/command.ts";
import { isErasedAddress } from "../../domain/privacy/erased-address.ts";
import { CommandRefused } from "./command-refused.ts";
import type { CommandRun } from "./command-run.ts";

/** Why no words are added to a ticket that lost all of them; null where it did not. Somebody may have written them before they knew. */
export function wordsRefused({ from }: Pick<CommandRun, "from">, line: string): CommandFault | null {
  return isErasedAddress(from.ticket.requester.address) ? { lineNumber: 1, line, ...ERASED } : null;
}

/** Throws `CommandRefused` where one of the commands would add words to a ticket that lost all of them. */
export function refuseWords(run: Pick<CommandRun, "from">, commands: readonly Command[]): void {
  const wordy = commands.find((command) => wordsOf(command) !== "");
  const fault = wordy === undefined ? null : wordsRefused(run, `#${wordy.name}`);
  if (fault !== null) throw new CommandRefused(fault);
}

function wordsOf(command: Command): string {
  if (command.name === "accept") return command.reason;
  if (command.name === "level") return command.why ?? "";
  return "text" in command ? command.text : "";
}

const ERASED = {
  da: "Kundens oplysninger er slettet, og sagen har ingen ord mere. Intet blev noteret; udelad teksten, eller skriv den på en anden sag.",
  en: "The requester's data has been erased, and the ticket holds no words any more. Nothing was recorded; leave the text out, or write it on another ticket.",
} as const;
