import { parseWorkingTime } from "../time/working-time.ts";
import type { Command, CommandFault } from "./command.ts";

type ApprovalCommand = Extract<Command, { name: "ask-approval" }>;

/** A hundred hours: what is more was hardly meant, and is asked for in parts. */
const MAX_MINUTES = 6000;

/**
 * Reads `2h TEXT` of `#ask-approval`: the working time that the customer is to approve, then the question. `word` is the command as it was written:
 * a fault speaks the writer's own word.
 */
export function interpretApproval(
  word: string,
  argument: string,
): { command: ApprovalCommand } | { fault: Pick<CommandFault, "da" | "en"> } {
  const [written = "", ...rest] = argument.split(/\s+/);
  const minutes = parseWorkingTime(written.toLowerCase());
  if (minutes !== null && minutes > 0 && minutes <= MAX_MINUTES) {
    return { command: { name: "ask-approval", asked: "extra-time", minutes, text: rest.join(" ") } };
  }
  return {
    fault: {
      da: `"${written}" er ikke en tid mellem 1 minut og 100 timer. Skriv for eksempel #${word} 2h Oprydning på serveren.`,
      en: `"${written}" is no time between 1 minute and 100 hours. Write for example #${word} 2h Cleaning up on the server.`,
    },
  };
}
