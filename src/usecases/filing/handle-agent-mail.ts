import type { CommandFault } from "../../domain/commands/command.ts";
import { parseCommands } from "../../domain/commands/parse-commands.ts";
import { attachedFiles } from "../../domain/email/attached-files.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { answerWithFaults, sendHelp } from "./answer-agent.ts";
import type { CommandRun } from "./command-run.ts";
import { confirmCommands } from "./confirm-commands.ts";
import type { FilingContext } from "./filing-context.ts";
import { findMergeTarget, findNamedTicket } from "./find-named-ticket.ts";
import { findOversize } from "./find-oversize.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { type AgentOrder, performCommands, rehearseCommands } from "./perform-commands.ts";
import { sendStatus } from "./send-status.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { undoReply } from "./undo-reply.ts";

/** One agent writing to one ticket. */
export interface AgentMail {
  readonly ticket: Ticket;
  readonly agent: string;
}

/**
 * A proved agent's mail: its commands are done and its text goes to the requester, or stays as a note. With any fault in it
 * nothing is done and nothing sent, and the agent gets the mail back with each fault explained.
 */
export async function handleAgentMail(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
): Promise<number> {
  const { ticket, agent } = from;
  const run: CommandRun = { stores, context, toFile, from, language: agentsLanguage(context.desk) };
  const order = parseCommands(toFile.mail.replyText, {
    agent,
    desk: context.desk,
    replyTemplates: context.mail.renderer.replyTemplates,
  });
  if (order.ok) await obey(run, order);
  else await answerWithFaults(stores, context, toFile, from, order.faults);
  return ticket.id;
}

async function obey(run: CommandRun, order: AgentOrder): Promise<void> {
  const { stores, context, toFile, from } = run;
  const has = (name: AgentOrder["commands"][number]["name"]) => order.commands.some((command) => command.name === name);
  if (has("help")) return await sendHelp(stores, context, toFile, from);
  if (has("undo")) return await undoReply(run, toFile.mail.replyText.trim());
  const fault = findEmptiness(run, order) ?? findOversize(run, order) ?? (await findUnmergeable(run, order));
  if (fault !== null) return await answerWithFaults(stores, context, toFile, from, [fault]);
  const isDryRun = has("dry-run");
  const performed = isDryRun ? await rehearseCommands(run, order) : await performCommands(run, order);
  if (!performed.ok) return await answerWithFaults(stores, context, toFile, from, [performed.fault]);
  const { outcome } = performed;
  if (isDryRun || outcome.done.length > 0) await confirmCommands(run, { ...outcome, isDryRun });
  if (has("status")) await sendStatus(run);
}

/** Something to say or to keep was announced, or nothing at all was written. */
function findEmptiness({ toFile }: CommandRun, { commands, text }: AgentOrder): CommandFault | null {
  const hasText = text !== "" || attachedFiles(toFile.mail.attachments).length > 0;
  const asks = commands.find((command) => "asked" in command);
  if (hasText || (asks !== undefined && asks.text !== "")) return null;
  const isLacking = asks !== undefined || commands.every(({ name }) => name === "dry-run") || hasNote(commands);
  return isLacking ? EMPTY : null;
}

/** Looked at before anything is done: a mail that names a wrong ticket sends nothing. */
async function findUnmergeable(run: CommandRun, { commands }: AgentOrder): Promise<CommandFault | null> {
  for (const command of commands) {
    if (command.name !== "merge" && command.name !== "link") continue;
    const { name, ref } = command;
    const found = name === "merge" ? await findMergeTarget(run, ref) : await findNamedTicket(run, ref);
    if (!found.ok) return { lineNumber: 1, line: `#${name} ${ref}`, ...found.fault };
  }
  return null;
}

function hasNote(commands: AgentOrder["commands"]): boolean {
  return commands.some(({ name }) => name === "note");
}

const EMPTY: CommandFault = {
  lineNumber: 1,
  line: "",
  da: "Mailen indeholder ingen ny tekst, så intet blev sendt.",
  en: "The mail holds no new text, so nothing was sent.",
};
