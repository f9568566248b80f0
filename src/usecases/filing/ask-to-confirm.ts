import { parseCommands } from "../../domain/commands/parse-commands.ts";
import { attachedFiles } from "../../domain/email/attached-files.ts";
import { createConfirmationAddress } from "../../domain/outbound/confirmation-address.ts";
import { instant } from "../../domain/time/instant.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import { toAgent } from "./answer-agent.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";

const HOUR_MS = 3_600_000;
const GOOD_FOR_MINUTES = 60;
const MAX_AN_HOUR = 20;
const SHOWN_LINES = 20;

/**
 * Asks the agent, at the address that desk.yaml names, whether they wrote a mail that waits: the answer sends it. False where the agent was
 * asked so often in the last hour that more would be a flood of somebody else's making, or where the question cannot be mailed.
 */
export async function askToConfirm(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
): Promise<boolean> {
  const { ticket, agent } = from;
  const { now, inboundEmailId } = toFile;
  if ((await stores.confirmations.countOf(agent, instant(now - HOUR_MS))) >= MAX_AN_HOUR) return false;
  const expiresAt = instant(now + GOOD_FOR_MINUTES * 60_000);
  const asked = { ticketId: ticket.id, agent, inboundEmailId, askedAt: now, expiresAt };
  const confirmation = await stores.confirmations.insert(asked);
  const result = await queueMail(stores, context.mail, {
    ...toAgent(context, toFile, from),
    template: "agent-confirmation",
    language: agentsLanguage(context.desk),
    data: await describe(stores, context, toFile, from),
    replyTo: null,
    answersTo: createConfirmationAddress(context.desk.desk.address, confirmation, context.signer),
  });
  await noteRefused(stores, context, result, { ticketId: ticket.id, agent, at: now });
  if (result.kind === "refused") return false;
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: now,
    type: "agent-mail-awaits-confirmation",
    actor: "desk",
    data: { inboundEmailId, agent, expiresAt },
  });
  return true;
}

/** What was written, in the agent's own words: the commands stand on its first lines. */
async function describe(stores: Stores, context: FilingContext, toFile: MailToFile, { ticket, agent }: AgentMail) {
  const { replyText, attachments } = toFile.mail;
  const { replyTemplates } = context.mail.renderer;
  const order = parseCommands(replyText, { agent, desk: context.desk, replyTemplates });
  const commands = order.ok ? order.commands : [];
  const isNote = commands.some(({ name }) => name === "note");
  const files = attachedFiles(attachments).map(({ filename }) => filename);
  const says = order.ok && (order.text !== "" || files.length > 0 || commands.some((command) => "asked" in command));
  const added = commands.flatMap((command) => (command.name === "cc" ? [command.address] : []));
  const removed = commands.flatMap((command) => (command.name === "uncc" ? [command.address] : []));
  const copies = [...new Set([...(await admittedAddresses(stores, ticket.id)), ...added])];
  const recipients = [ticket.requester.address, ...copies.filter((address) => !removed.includes(address))];
  const lines = replyText.trim().split("\n");
  return {
    ref: ticket.ref,
    subject: ticket.subject,
    recipients: says && !isNote ? recipients : [],
    commands: commands.map(({ name }) => `#${name}`),
    text: lines.slice(0, SHOWN_LINES).join("\n"),
    linesLeft: Math.max(lines.length - SHOWN_LINES, 0),
    files,
    minutes: GOOD_FOR_MINUTES,
  };
}
