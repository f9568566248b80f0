import { cutPage, type Page } from "./page.ts";
import type { TicketFilter } from "./ports/ticket-store.ts";
import { presentTickets, type TicketReader } from "./present-ticket.ts";
import type { TicketView } from "./ticket-view.ts";

/** Tickets that match the filter, newest first, each whole: with its clocks and its messages. */
export async function listTickets(reader: TicketReader, filter: TicketFilter): Promise<Page<TicketView>> {
  const [now, rows] = await Promise.all([
    reader.stores.now(),
    reader.stores.tickets.list({ ...filter, limit: filter.limit + 1 }),
  ]);
  const page = cutPage(rows, filter.limit);
  return { items: await presentTickets(reader, page.items, now), next: page.next };
}
