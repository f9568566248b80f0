import { parseCommands } from "../../domain/commands/parse-commands.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { answerWithFaults, sendHelp } from "./answer-agent.ts";
import { confirmCommands } from "./confirm-commands.ts";
import { executeCommands } from "./execute-commands.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { replyToRequester } from "./reply-to-requester.ts";

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
  const parsed = parseCommands(toFile.mail.replyText, agent, context.desk);
  if (!parsed.ok) {
    await answerWithFaults(stores, context, toFile, from, parsed.faults);
    return ticket.id;
  }
  if (parsed.commands.some((command) => command.name === "help")) {
    await sendHelp(stores, context, toFile, from);
    return ticket.id;
  }
  const isNote = parsed.commands.some((command) => command.name === "note");
  const hasText = parsed.text !== "" || toFile.mail.attachments.some((part) => !part.inline);
  if (!hasText && (isNote || parsed.commands.length === 0)) {
    await answerWithFaults(stores, context, toFile, from, [EMPTY]);
    return ticket.id;
  }
  const recipients = !hasText
    ? []
    : isNote
      ? await addNote(stores, toFile, from, parsed.text)
      : await reply(stores, context, toFile, from, parsed.text);
  if (recipients === null) return ticket.id;
  const done = await executeCommands(stores, context, toFile, from, parsed.commands);
  if (done.length > 0) await confirmCommands(stores, context, toFile, from, { done, recipients });
  return ticket.id;
}

const EMPTY = {
  lineNumber: 1,
  line: "",
  da: "Mailen indeholder ingen ny tekst, så intet blev sendt.",
  en: "The mail holds no new text, so nothing was sent.",
};

async function addNote(stores: Stores, toFile: MailToFile, from: AgentMail, text: string): Promise<readonly string[]> {
  const message = newInboundMessage(toFile, from.ticket.id, { direction: "note", author: "agent" });
  await stores.tickets.addMessage({ ...message, replyText: text });
  return [];
}

/** Null when the reply could not be queued; the agent has been told why by then. */
async function reply(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
  text: string,
): Promise<readonly string[] | null> {
  const replied = await replyToRequester(stores, context, toFile, from, text);
  if (replied.kind === "queued") return replied.recipients;
  await answerWithFaults(stores, context, toFile, from, [{ lineNumber: 1, line: "", ...replied.fault }]);
  return null;
}
