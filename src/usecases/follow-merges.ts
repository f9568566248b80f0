import type { Ticket } from "./ports/ticket-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

type Tickets = Pick<Stores, "tickets">;

/** The ticket that lives on where this one was merged, through any number of merges; null when there is none. */
export function followMerges({ tickets }: Tickets, ticketId: number): Promise<Ticket | null> {
  return follow((id) => tickets.find(id), ticketId);
}

/**
 * Locks the ticket that lives on where this one was merged: looked at again under each lock, since a merge may end while it is waited for.
 * Null when there is none.
 */
export function lockFollowingMerges({ tickets }: Tickets, ticketId: number): Promise<Ticket | null> {
  return follow((id) => tickets.lock(id), ticketId);
}

async function follow(read: (id: number) => Promise<Ticket | null>, ticketId: number): Promise<Ticket | null> {
  const seen = new Set<number>();
  let ticket = await read(ticketId);
  while (ticket?.mergedIntoId && !seen.has(ticket.id)) {
    seen.add(ticket.id);
    ticket = await read(ticket.mergedIntoId);
  }
  return ticket;
}
