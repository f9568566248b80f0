import type { Command, CommandFault } from "../../domain/commands/command.ts";
import { attachedFiles } from "../../domain/email/attached-files.ts";
import type { Suppression } from "../ports/suppression-store.ts";
import { askTerms } from "./ask-terms.ts";
import { changesInText } from "./changes-in-text.ts";
import type { CommandRun } from "./command-run.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import type { AgentOrder } from "./perform-commands.ts";
import { wordsRefused } from "./refuse-words.ts";
import { replyToRequester } from "./reply-to-requester.ts";
import { spokenLanguage } from "./spoken-language.ts";

/** `withheld`: those in copy whose address is suppressed. */
export type SentText =
  | { readonly ok: true; readonly recipients: readonly string[]; readonly withheld: readonly Suppression[] }
  | { readonly ok: false; readonly fault: CommandFault };

const NOBODY = { ok: true, recipients: [], withheld: [] } as const;

/**
 * Sends what an agent wrote, and what their commands say to the customer, to the requester and who is in copy; with `#note` it is kept on the ticket
 * and reaches nobody.
 */
export async function sendText(run: CommandRun, order: AgentOrder): Promise<SentText> {
  const hasFiles = attachedFiles(run.toFile.mail.attachments).length > 0;
  const text = await textForRequester(run, order, hasFiles);
  if (text === "" && !hasFiles) return NOBODY;
  const { stores, context, toFile, from } = run;
  if (isNote(order.commands)) {
    const fault = wordsRefused(run, "#note");
    if (fault !== null) return { ok: false, fault };
    const message = newInboundMessage(toFile, from.ticket.id, { direction: "note", author: "agent" });
    await stores.tickets.addMessage({ ...message, replyText: text });
    return NOBODY;
  }
  const replied = await replyToRequester(stores, context, toFile, from, text);
  if (replied.kind === "queued") return { ok: true, ...replied };
  return { ok: false, fault: { lineNumber: 1, line: "", ...replied.fault } };
}

function isNote(commands: readonly Command[]): boolean {
  return commands.some(({ name }) => name === "note");
}

/** What a command asks of the requester stands above the text, what it changed for them below; a canned reply stands around all. */
async function textForRequester(run: CommandRun, { commands, text }: AgentOrder, hasFiles: boolean): Promise<string> {
  const { context, from } = run;
  const { ticket, agent } = from;
  const language = spokenLanguage(context.desk, ticket.language);
  const asked = commands.flatMap((command) => ("asked" in command ? [command] : []));
  const terms = askTerms(context.desk, ticket, commands, language);
  const written = [...asked.map((one) => one.text), text, ...terms].filter((part) => part !== "");
  const template = commands.find((command) => command.name === "template");
  // By itself it is no answer: then the desk tells it in a mail of its own.
  const isAnswer = (written.length > 0 || hasFiles || template !== undefined) && !isNote(commands);
  const changed = isAnswer ? [await changesInText(run, commands)] : [];
  const own = [...written, ...changed].filter((part) => part !== "").join("\n\n");
  if (template === undefined) return own;
  const agentName = context.desk.agents[agent]?.name ?? context.desk.desk.name;
  const data = { text: own, agentName, ref: ticket.ref, requesterName: ticket.requester.name };
  return context.mail.renderer.renderReply(template.template, language, data, ticket.organisation);
}
