import type { Desk } from "../desk/desk.ts";

/** What of a ticket says by which agreement it is served; `agreement` as it was when the ticket was opened. */
export interface AgreedTicket {
  readonly organisation: string | null;
  readonly agreement: Readonly<Record<string, unknown>> | null;
}

/**
 * The calendar that the organisation's agreement puts in place of the level's; null: the level's own. The agreement as it
 * is now; where it has ended, or the organisation is no longer named, as it was, if the desk still has that calendar.
 */
export function agreedCalendar(
  desk: Pick<Desk, "organisations" | "calendars">,
  { organisation, agreement }: AgreedTicket,
): string | null {
  const now = desk.organisations.find(({ id }) => id === organisation)?.agreement;
  if (now) return now.calendar;
  const was = agreement?.calendar;
  return typeof was === "string" && desk.calendars[was] !== undefined ? was : null;
}
