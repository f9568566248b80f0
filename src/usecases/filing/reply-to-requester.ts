import { type Instant, instant } from "../../domain/time/instant.ts";
import type { TicketThread } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { spokenLanguage } from "./spoken-language.ts";

export type ReplyOutcome =
  | { readonly kind: "queued"; readonly recipients: readonly string[] }
  | { readonly kind: "refused"; readonly fault: { readonly da: string; readonly en: string } };

/**
 * Builds the answer anew from the agent's own words, never from the bytes of their mail, and queues it for the requester and
 * those an agent admitted. The first response is met when SMTP has accepted it for the requester, not here.
 */
export async function replyToRequester(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
  text: string,
): Promise<ReplyOutcome> {
  const { ticket } = from;
  const thread = await stores.tickets.readThread(ticket.id, THREAD_IDS);
  const queued = await queue(stores, context, toFile, { ...from, text, thread });
  if (queued.kind === "refused") return { kind: "refused", fault: REFUSALS[queued.why] };
  await takeUp(stores, toFile, from);
  return { kind: "queued", recipients: queued.recipients };
}

/** More than fit into References: some of them may be no ids that can be written. */
const THREAD_IDS = 50;

const REFUSALS = {
  address: {
    da: "Kunden har ingen adresse, der kan sendes til. Intet blev sendt.",
    en: "The requester has no address that can be mailed. Nothing was sent.",
  },
  "reply-token": {
    da: "Teksten indeholder en intern svaradresse. Fjern den og send igen; intet blev sendt.",
    en: "The text holds an internal reply address. Remove it and send again; nothing was sent.",
  },
  "internal-marker": {
    da: "Teksten indeholder en intern note. Fjern den og send igen; intet blev sendt.",
    en: "The text holds an internal note. Remove it and send again; nothing was sent.",
  },
  "attachment-link": {
    da: "Teksten indeholder et internt link til en fil. Fjern det, vedhæft i stedet filen, og send igen; intet blev sendt.",
    en: "The text holds an internal link to a file. Remove it, attach the file instead, and send again; nothing was sent.",
  },
  "agent-only-header": {
    da: "Mailen indeholder interne felter. Fjern dem og send igen; intet blev sendt.",
    en: "The mail holds internal fields. Remove them and send again; nothing was sent.",
  },
} as const;

async function queue(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  reply: AgentMail & { text: string; thread: TicketThread },
) {
  const { ticket, agent, thread } = reply;
  const name = context.desk.agents[agent]?.name ?? context.desk.desk.name;
  const cc = await admittedAddresses(stores, ticket.id);
  const messageRowId = await addOutboundMessage(stores, toFile, { ...reply, name, cc });
  const answered = thread.question;
  const result = await queueMail(stores, context.mail, {
    class: "reply",
    ticketId: ticket.id,
    ticketRef: ticket.ref,
    to: [{ ...ticket.requester, role: "requester" }],
    cc: cc.map((address) => ({ address, role: "participant" })),
    fromName: `${name} – ${context.desk.desk.name}`,
    template: "reply",
    language: spokenLanguage(context.desk, ticket.language),
    data: {
      // A mail program keeps a thread together by the mark and the subject as much as by References.
      subject: `Re: ${ticket.subject}`,
      text: reply.text,
      agentName: name,
      quoted: answered ? { at: answered.sentAt, text: answered.replyText } : null,
    },
    replyTo: { ticketId: ticket.id, recipient: { kind: "requester" } },
    inReplyTo: answered?.messageId ?? null,
    references: thread.messageIds,
    attachments: (await toFile.readAttachments()).filter((part) => !part.inline),
    messageRowId,
    mailboxId: ticket.mailboxId,
    holdUntil: heldUntil(context, toFile),
  });
  return result.kind === "queued" ? { kind: "queued" as const, recipients: [ticket.requester.address, ...cc] } : result;
}

/** So long `#undo` can stop it. */
function heldUntil(context: FilingContext, toFile: MailToFile): Instant | null {
  const { undoSeconds } = context.desk.desk;
  return undoSeconds > 0 ? instant(toFile.now + undoSeconds * 1000) : null;
}

async function addOutboundMessage(
  stores: Stores,
  toFile: MailToFile,
  reply: AgentMail & { text: string; name: string; cc: readonly string[] },
): Promise<number> {
  const { ticket } = reply;
  const id = await stores.tickets.nextMessageId();
  await stores.tickets.addMessage({
    id,
    ticketId: ticket.id,
    direction: "outbound",
    author: "agent",
    kind: "person",
    from: { address: toFile.mail.sender.address, name: reply.name },
    to: [ticket.requester],
    cc: reply.cc.map((address) => ({ address, name: "" })),
    subject: ticket.subject,
    text: reply.text,
    replyText: reply.text,
    html: null,
    // The agent's own Message-ID, so that a mail answering the agent's is found; the outbox holds the one that goes out.
    messageId: toFile.mail.messageId,
    inboundEmailId: toFile.inboundEmailId,
    authentic: true,
    sentAt: toFile.now,
    attachments: toFile.mail.attachments.filter((part) => !part.inline),
  });
  return id;
}

// Whoever answers has taken the ticket, unless somebody has it.
async function takeUp(stores: Stores, toFile: MailToFile, from: AgentMail): Promise<void> {
  const { ticket, agent } = from;
  const actor = `agent:${agent}`;
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.now,
    type: "replied",
    actor,
    data: { inboundEmailId: toFile.inboundEmailId },
  });
  if (ticket.agent === null) {
    await stores.tickets.change(ticket.id, { agent });
    await stores.tickets.appendEvent({ ticketId: ticket.id, at: toFile.now, type: "assigned", actor, data: { agent } });
  }
  if (ticket.state === "new") await stores.tickets.change(ticket.id, { state: "open" });
}
