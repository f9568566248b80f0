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
