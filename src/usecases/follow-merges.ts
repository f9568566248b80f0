import type { Ticket } from "./ports/ticket-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/** The ticket that lives on where this one was merged, through any number of merges; null when there is none. */
export async function followMerges(stores: Pick<Stores, "tickets">, ticketId: number): Promise<Ticket | null> {
  const seen = new Set<number>();
  let ticket = await stores.tickets.find(ticketId);
  while (ticket?.mergedIntoId && !seen.has(ticket.id)) {
    seen.add(ticket.id);
    ticket = await stores.tickets.find(ticket.mergedIntoId);
  }
  return ticket;
}

/**
 * Locks the ticket that lives on where this one was merged: looked at again under each lock, since a merge may end while it is waited for.
 * Null when there is none.
 */
export async function lockFollowingMerges(stores: Pick<Stores, "tickets">, ticketId: number): Promise<Ticket | null> {
  const seen = new Set<number>();
  let ticket = await stores.tickets.lock(ticketId);
  while (ticket?.mergedIntoId && !seen.has(ticket.id)) {
    seen.add(ticket.id);
    ticket = await stores.tickets.lock(ticket.mergedIntoId);
  }
  return ticket;
}
