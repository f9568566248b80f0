import { formatInstant, type Instant } from "../domain/time/instant.ts";
import type { Message, Ticket } from "./ports/ticket-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import { type ElapsedMs, presentClock } from "./present-clock.ts";
import type { MessageView, TicketView } from "./ticket-view.ts";

/** What the views are read from. */
export interface TicketReader {
  stores: Pick<Stores, "tickets" | "clocks" | "now">;
  elapsedMs: ElapsedMs;
}

/** The ticket with its clocks at `now` and its messages, oldest first. */
export async function presentTicket(reader: TicketReader, ticket: Ticket, now: Instant): Promise<TicketView> {
  const [clocks, messages] = await Promise.all([
    reader.stores.clocks.listForTicket(ticket.id),
    reader.stores.tickets.listMessages(ticket.id),
  ]);
  return {
    ref: ticket.ref,
    subject: ticket.subject,
    state: ticket.state,
    level: ticket.level,
    requester: { address: ticket.requester.address, name: ticket.requester.name },
    organisation: ticket.organisation,
    agreement: ticket.agreement,
    hosting: ticket.hosting,
    service: ticket.service,
    activity: ticket.activity,
    coverage: ticket.coverage,
    responsible: ticket.responsible,
    team: ticket.team,
    agent: ticket.agent,
    language: ticket.language,
    openedAt: formatInstant(ticket.openedAt),
    clocks: await Promise.all(clocks.map((clock) => presentClock(clock, now, reader.elapsedMs))),
    messages: messages.map(presentMessage),
  };
}

function presentMessage(message: Message): MessageView {
  return {
    id: message.id,
    direction: message.direction,
    authentic: message.authentic,
    from: message.from,
    to: [...message.to],
    cc: [...message.cc],
    subject: message.subject,
    text: message.text,
    html: message.html,
    sentAt: formatInstant(message.sentAt),
    delivery: message.delivery,
    attachments: message.attachments.map(({ filename, contentType, size, sha256, inline }) => ({
      filename,
      contentType,
      size,
      sha256,
      inline,
    })),
  };
}
