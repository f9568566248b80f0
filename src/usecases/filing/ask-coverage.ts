import type { TicketEventType } from "../../domain/ticket/ticket-event-type.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { spokenLanguage } from "./spoken-language.ts";

/** `needless`: the service is part of the agreement or not known, or the customer was asked for it on this ticket. */
export type CoverageAsked = "asked" | "withheld" | "needless";

/**
 * Tells the requester that the ticket's service is not part of their agreement, and asks for a yes or no to billable work on it: once a ticket and
 * service. Every promise runs meanwhile (sla.md, truth table).
 */
export async function askCoverage(
  stores: Stores,
  context: FilingContext,
  toFile: Pick<MailToFile, "inboundEmailId" | "mail" | "now">,
  ticket: Ticket,
): Promise<CoverageAsked> {
  const { service, coverage } = ticket;
  if (service === null || (coverage !== "addon" && coverage !== "none")) return "needless";
  const earlier = await stores.approvals.listForTicket(ticket.id);
  const isAsked = earlier.some(
    (one) => !one.isWithdrawn && one.service === service && (one.asked === "coverage" || one.asked === "extra-time"),
  );
  if (isAsked) return "needless";
  const language = spokenLanguage(context.desk, ticket.language);
  const name = context.desk.services[service]?.name[language] ?? service;
  const { now, inboundEmailId } = toFile;
  const queued = await send(stores, context, ticket, { language, name, isAddon: coverage === "addon" });
  if (queued.kind === "refused") {
    await record(stores, ticket, { now, type: "coverage-question-withheld", data: { service, why: queued.why } });
    return "withheld";
  }
  await stores.approvals.ask({
    ticketId: ticket.id,
    asked: "coverage",
    question: `${name} (${coverage})`,
    module: null,
    version: null,
    service,
    minutes: null,
    askedAt: now,
    askedBy: "desk",
    askedEmailId: inboundEmailId,
    askedOutboxId: queued.outboxId,
  });
  await record(stores, ticket, { now, type: "asked", data: { asked: "coverage", service, at: formatInstant(now) } });
  return "asked";
}

function record(
  stores: Stores,
  { id: ticketId }: Ticket,
  { now: at, type, data }: { now: Instant; type: TicketEventType; data: Record<string, unknown> },
): Promise<void> {
  return stores.tickets.appendEvent({ ticketId, at, type, actor: "desk", data });
}

async function send(
  stores: Stores,
  context: FilingContext,
  ticket: Ticket,
  { language, name, isAddon }: { language: "da" | "en"; name: string; isAddon: boolean },
) {
  const { question, messageIds } = await stores.tickets.readThread(ticket.id, 5);
  return await queueMail(stores, context.mail, {
    class: "acknowledgement",
    ticketId: ticket.id,
    ticketRef: ticket.ref,
    to: [{ address: ticket.requester.address, role: "requester" }],
    template: "coverage-question",
    organisation: ticket.organisation,
    language,
    data: { ref: ticket.ref, service: name, isAddon },
    replyTo: { ticketId: ticket.id, recipient: { kind: "requester" } },
    inReplyTo: question?.messageId ?? null,
    references: messageIds,
    mailboxId: ticket.mailboxId,
  });
}
