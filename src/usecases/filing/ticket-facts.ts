import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import type { TicketFacts } from "../../domain/outbound/mail-facts.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** What a mail to agents or operations says of a ticket, in the reader's language. */
export async function ticketFacts(
  stores: Stores,
  desk: Desk,
  ticket: Ticket,
  language: Language,
): Promise<TicketFacts> {
  const clocks = await stores.clocks.listForTicket(ticket.id);
  const first = clocks.find((clock) => clock.kind === "first_response" && clock.metAt === null);
  return {
    ref: ticket.ref,
    subject: ticket.subject,
    requester: ticket.requester,
    organisation: desk.organisations.find((one) => one.id === ticket.organisation)?.name ?? ticket.organisation,
    level: { id: ticket.level, name: desk.levels[ticket.level]?.name[language] ?? ticket.level },
    agent: ticket.agent === null ? null : (desk.agents[ticket.agent]?.name ?? ticket.agent),
    service: ticket.service === null ? null : (desk.services[ticket.service]?.name[language] ?? ticket.service),
    deadline: first?.deadlineAt ?? null,
  };
}
