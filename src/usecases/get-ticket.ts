import { formatInstant } from "../domain/time/instant.ts";
import { presentTickets, type TicketReader } from "./present-ticket.ts";
import type { TicketEventView, TicketView } from "./ticket-view.ts";

/** The ticket with this ref, in any letter case; null when there is none. */
export async function getTicket(reader: TicketReader, ref: string): Promise<TicketView | null> {
  const ticket = await reader.stores.tickets.findByRef(ref.trim().toUpperCase());
  if (ticket === null) return null;
  const [view = null] = await presentTickets(reader, [ticket], await reader.stores.now());
  return view;
}

/** The history of the ticket with this ref, oldest first; null when there is no such ticket. */
export async function getTicketEvents(reader: TicketReader, ref: string): Promise<TicketEventView[] | null> {
  const ticket = await reader.stores.tickets.findByRef(ref.trim().toUpperCase());
  if (ticket === null) return null;
  const events = await reader.stores.tickets.listEvents(ticket.id);
  return events.map(({ id, at, type, actor, data }) => ({ id, at: formatInstant(at), type, actor, data }));
}
