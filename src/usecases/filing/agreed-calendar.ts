import type { Ticket } from "../ports/ticket-store.ts";

/** The calendar that the organisation's agreement puts in place of the level's; null: the level's own. */
export function agreedCalendar(ticket: Pick<Ticket, "agreement">): string | null {
  const calendar = ticket.agreement?.calendar;
  return typeof calendar === "string" ? calendar : null;
}
