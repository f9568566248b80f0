import { asksToClose } from "../../domain/ticket/asks-to-close.ts";
import { endClocks } from "../clock/end-clocks.ts";
import type { Author, Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { notifyAgents } from "./notify-agents.ts";
import { spokenLanguage } from "./spoken-language.ts";

/** Only the requester, proved, may end their own ticket; for anybody else `#close` is text like any other. */
export function closesOwnTicket({ mail }: MailToFile, author: Author): boolean {
  return author === "requester" && mail.authentic && asksToClose(mail.replyText);
}

/**
 * The requester needs no answer any more: the ticket is closed, what is owed to them is void (sla.md, truth table), and they and the agents are
 * told. One that is closed already stays as it is.
 */
export async function closeForRequester(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticket: Ticket,
): Promise<void> {
  if (ticket.state === "closed") return;
  const at = toFile.receivedAt;
  await stores.tickets.change(ticket.id, { state: "closed", closedAt: toFile.now });
  await stores.tickets.appendEvent({ ticketId: ticket.id, at, type: "closed", actor: "requester", data: {} });
  await endClocks(stores, context.clock, ticket.id, { at, by: "requester" });
  await confirm(stores, context, toFile, ticket);
  await notifyAgents(stores, context, toFile, { ...ticket, state: "closed" }, { kind: "message" });
}

async function confirm(stores: Stores, context: FilingContext, toFile: MailToFile, ticket: Ticket): Promise<void> {
  const { mail, now } = toFile;
  const why = mail.automatic.mayAnswer ? await send(stores, context, toFile, ticket) : mail.automatic.why;
  if (why.length === 0) return await stores.automaticAnswers.record(ticket.requester.address, now, null);
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: now,
    type: "acknowledgement-withheld",
    actor: "desk",
    data: { why },
  });
}

async function send(
  stores: Stores,
  context: FilingContext,
  { mail }: MailToFile,
  ticket: Ticket,
): Promise<readonly string[]> {
  const queued = await queueMail(stores, context.mail, {
    class: "acknowledgement",
    ticketId: ticket.id,
    ticketRef: ticket.ref,
    to: [{ address: ticket.requester.address, role: "requester" }],
    template: "closed-by-requester",
    organisation: ticket.organisation,
    language: spokenLanguage(context.desk, ticket.language),
    data: { ref: ticket.ref },
    replyTo: { ticketId: ticket.id, recipient: { kind: "requester" } },
    inReplyTo: mail.messageId,
    references: mail.references,
    mailboxId: ticket.mailboxId,
  });
  return queued.kind === "queued" ? [] : [`the mail was refused: ${queued.why}`];
}
