import type { Desk } from "../domain/desk/desk.ts";
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

/** Why nothing was found, where the filter names a level that desk.yaml does not have: tickets of one it had are still found by it. */
export function missingLevel(
  { levels }: Pick<Desk, "levels">,
  { level }: Pick<TicketFilter, "level">,
  found: readonly unknown[],
): string | null {
  if (level === undefined || found.length > 0 || Object.hasOwn(levels, level)) return null;
  return `There is no level ${level}; there are ${Object.keys(levels).join(", ")}.`;
}
