import { activityKept } from "../../domain/agreement/activity-of.ts";
import { changesToTell } from "../../domain/agreement/changes-to-tell.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import type { Command } from "../../domain/commands/command.ts";
import type { CommandRun } from "./command-run.ts";
import { definedLevel } from "./defined-level.ts";
import { spokenLanguage } from "./spoken-language.ts";

/**
 * What a mail of commands changes for the customer, as a paragraph for the end of the agent's own text: then it is no mail of its own (`tellChanges`).
 * Empty: nothing to tell, or nothing is promised on the ticket any more.
 */
export async function changesInText(
  { stores, context, from }: CommandRun,
  commands: readonly Command[],
): Promise<string> {
  // What changes on a ticket that is merged in the same mail is void: it lives on as the other one is.
  if (commands.some(({ name }) => name === "merge")) return "";
  const { desk } = context;
  const before = from.ticket;
  const level = commands.findLast((command) => command.name === "level")?.level ?? before.level;
  const kept = level === before.level ? before.activity : activityKept(desk, before);
  const activity = commands.findLast((command) => command.name === "activity")?.activity ?? kept;
  const changes = changesToTell(desk, before, { level, activity });
  if (changes === null) return "";
  const isAccepted = commands.some(({ name }) => name === "accept");
  if (!isAccepted && (await stores.clocks.listForTicket(before.id)).length === 0) return "";
  const language = spokenLanguage(desk, before.language);
  const move = changes.move ? moveWords(desk, changes.move, "customer")[language] : "";
  if (!changes.level) return move;
  const { id, name, definition } = definedLevel(desk, changes.level, language);
  const told =
    language === "da"
      ? `Sagen er nu på niveau ${id}, ${name}: ${definition}. Er du uenig, så svar på denne mail.`
      : `The ticket is at level ${id} now, ${name}: ${definition}. If you disagree, answer this mail.`;
  return [told, move].filter((part) => part !== "").join("\n\n");
}
