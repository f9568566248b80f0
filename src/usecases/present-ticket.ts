import { activityOf } from "../domain/agreement/activity-of.ts";
import { moveWords } from "../domain/agreement/move-words.ts";
import type { Desk } from "../domain/desk/desk.ts";
import { formatInstant, type Instant } from "../domain/time/instant.ts";
import { moveOf } from "./move-of.ts";
import type { StoredClock } from "./ports/clock-store.ts";
import type { Message, Ticket } from "./ports/ticket-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import { type ElapsedMs, presentClock } from "./present-clock.ts";
import type { MessageView, MoveView, TicketView } from "./ticket-view.ts";

/** What the views are read from. */
export interface TicketReader {
  stores: Pick<Stores, "tickets" | "clocks" | "releases" | "now">;
  elapsedMs: ElapsedMs;
  /** The desk in force: activities and their parties are named by it. */
  desk: Pick<Desk, "activities" | "levels">;
}

/** The tickets with their clocks at `now` and their messages, oldest first: as many looks however many tickets. */
export async function presentTickets(
  { stores, elapsedMs, desk }: TicketReader,
  tickets: readonly Ticket[],
  now: Instant,
): Promise<TicketView[]> {
  const ids = tickets.map(({ id }) => id);
  const [clocks, messages, releases] = await Promise.all([
    stores.clocks.listForTickets(ids),
    stores.tickets.listMessagesOf(ids),
    stores.releases.keysOfTickets(ids),
  ]);
  const elapsed = await elapsedMs([...clocks.values()].flat(), now);
  const presentOne = (clock: StoredClock) => presentClock(clock, elapsed.get(clock.id) ?? clock.elapsedMs);
  return tickets.map((ticket) => {
    const own = clocks.get(ticket.id) ?? [];
    return {
      ...presentTicket(ticket),
      activity: activityOf(desk, ticket)?.id ?? null,
      move: presentMove(desk, ticket, own),
      release: releases.get(ticket.id) ?? null,
      clocks: own.map(presentOne),
      messages: (messages.get(ticket.id) ?? []).map(presentMessage),
    };
  });
}

function presentMove(desk: TicketReader["desk"], ticket: Ticket, clocks: readonly StoredClock[]): MoveView {
  const move = moveOf(desk, ticket, clocks);
  return { party: move.party, reason: move.reason, ...moveWords(desk, move, "vendor") };
}

function presentTicket(ticket: Ticket): Omit<TicketView, "activity" | "move" | "release" | "clocks" | "messages"> {
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
    coverage: ticket.coverage,
    responsible: ticket.responsible,
    team: ticket.team,
    agent: ticket.agent,
    language: ticket.language,
    openedAt: formatInstant(ticket.openedAt),
    formerly: ticket.formerly,
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
