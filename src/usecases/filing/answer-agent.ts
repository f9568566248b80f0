import type { CommandFault } from "../../domain/commands/command.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";

/** Gives a mail back to its agent: what could not be done, line by line, and the text, so that nothing is written twice. */
export async function answerWithFaults(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
  faults: readonly CommandFault[],
): Promise<void> {
  const language = agentsLanguage(context.desk);
  const result = await queueMail(stores, context.mail, {
    ...toAgent(context, toFile, from),
    template: "command-fault",
    language,
    data: {
      ref: from.ticket.ref,
      faults: faults.map((fault) => ({ line: fault.line, explanation: fault[language] })),
      original: toFile.mail.replyText,
    },
  });
  await noteRefused(stores, context, result, { ticketId: from.ticket.id, agent: from.agent, at: toFile.now });
  await stores.tickets.appendEvent({
    ticketId: from.ticket.id,
    at: toFile.now,
    type: "commands-refused",
    actor: `agent:${from.agent}`,
    data: { inboundEmailId: toFile.inboundEmailId, lines: faults.map((fault) => fault.line) },
  });
}

/** The list of commands, for `#help`. */
export async function sendHelp(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
): Promise<void> {
  const result = await queueMail(stores, context.mail, {
    ...toAgent(context, toFile, from),
    template: "help",
    language: agentsLanguage(context.desk),
    data: { ref: from.ticket.ref },
  });
  await noteRefused(stores, context, result, { ticketId: from.ticket.id, agent: from.agent, at: toFile.now });
}

/** The frame of a short mail back to the agent who wrote, answerable like a notice. */
export function toAgent(context: FilingContext, toFile: MailToFile, from: AgentMail) {
  const agent = context.desk.agents[from.agent];
  return {
    class: "confirmation",
    ticketId: from.ticket.id,
    ticketRef: from.ticket.ref,
    // Never to the mail's own From: to the address that desk.yaml names for this agent.
    to: [{ address: agent?.addresses[0] ?? "", name: agent?.name ?? "", role: "agent" }],
    replyTo: { ticketId: from.ticket.id, recipient: { kind: "agent", key: from.agent } },
    inReplyTo: toFile.mail.messageId,
    mailboxId: from.ticket.mailboxId,
  } as const;
}
