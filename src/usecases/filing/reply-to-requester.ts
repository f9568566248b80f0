import { attachedFiles } from "../../domain/email/attached-files.ts";
import { isErasedAddress } from "../../domain/privacy/erased-address.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { AttachmentContent } from "../ports/mail-parser.ts";
import type { Suppression } from "../ports/suppression-store.ts";
import type { TicketThread } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { spokenLanguage } from "./spoken-language.ts";
import { requesterSuppressed } from "./suppression-words.ts";

export type ReplyOutcome =
  /** `withheld`: those in copy who do not get it, since their address is suppressed. */
  | { readonly kind: "queued"; readonly recipients: readonly string[]; readonly withheld: readonly Suppression[] }
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
  if (isErasedAddress(ticket.requester.address)) return { kind: "refused", fault: ERASED };
  const [thread, copies] = await Promise.all([
    stores.tickets.readThread(ticket.id, THREAD_IDS),
    admittedAddresses(stores, ticket.id),
  ]);
  const suppressed = await stores.suppressions.findAmong([ticket.requester.address, ...copies]);
  const isSuppressed = (address: string) => suppressed.find((one) => one.address === address.toLowerCase());
  const ofRequester = isSuppressed(ticket.requester.address);
  if (ofRequester !== undefined) return { kind: "refused", fault: requesterSuppressed(ofRequester) };
  const cc = copies.filter((address) => isSuppressed(address) === undefined);
  const files = await readFiles(toFile);
  if (files === null) return { kind: "refused", fault: UNREADABLE };
  const queued = await queue(stores, context, toFile, { ...from, text, thread, cc, files });
  if (queued.kind === "refused") return { kind: "refused", fault: REFUSALS[queued.why] };
  await takeUp(stores, toFile, from);
  return { kind: "queued", recipients: queued.recipients, withheld: suppressed };
}

const ERASED = {
  da: "Kundens oplysninger er slettet, så ingen kan få svaret. Intet blev sendt. Skriver de igen, bliver det til en ny sag.",
  en: "The requester's data has been erased, so nobody can get the answer. Nothing was sent. If they write again, that is a new ticket.",
} as const;

const UNREADABLE = {
  da: "De vedhæftede filer kunne ikke læses. Intet blev sendt; vedhæft dem igen, og send mailen igen.",
  en: "The attached files could not be read. Nothing was sent; attach them again, and send the mail again.",
} as const;

/** The files to send on; null where one of them cannot be read: an answer that says "see the file" goes with it or not at all. */
async function readFiles({ mail, readAttachments }: MailToFile): Promise<AttachmentContent[] | null> {
  const wanted = attachedFiles(mail.attachments);
  if (wanted.length === 0) return [];
  const read = attachedFiles(await readAttachments());
  return wanted.every(({ sha256 }) => read.some((file) => file.sha256 === sha256)) ? read : null;
}

/** More than fit into References: some of them may be no ids that can be written. */
const THREAD_IDS = 50;

const REFUSALS = {
  address: {
    da: "Kunden har ingen adresse, der kan sendes til. Intet blev sendt.",
    en: "The requester has no address that can be mailed. Nothing was sent.",
  },
  suppressed: {
    da: "En af modtagerne kan ikke længere få mail fra os. Intet blev sendt; send igen.",
    en: "One of the recipients can no longer be mailed. Nothing was sent; send again.",
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
  reply: AgentMail & {
    text: string;
    thread: TicketThread;
    cc: readonly string[];
    files: readonly AttachmentContent[];
  },
) {
  const { ticket, agent, thread, cc } = reply;
  const name = context.desk.agents[agent]?.name ?? context.desk.desk.name;
  const messageRowId = await addOutboundMessage(stores, toFile, { ...reply, name });
  const answered = thread.question;
  const result = await queueMail(stores, context.mail, {
    class: "reply",
    ticketId: ticket.id,
    ticketRef: ticket.ref,
    to: [{ ...ticket.requester, role: "requester" }],
    cc: cc.map((address) => ({ address, role: "participant" })),
    fromName: `${name} – ${context.desk.desk.name}`,
    template: "reply",
    organisation: ticket.organisation,
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
    attachments: reply.files,
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
    attachments: attachedFiles(toFile.mail.attachments),
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
