import type { Desk, Level } from "../desk/desk.ts";
import { agreedCalendar } from "./agreed-calendar.ts";
import { agreedLadder } from "./agreed-ladder.ts";
import { type AgreedTicket, agreementOf, termsAt } from "./agreement-of.ts";

/**
 * A level as a ticket is promised it: the desk's, with what the agreement of its organisation says instead. Its name and definition
 * are always the desk's. Undefined where the desk has no such level, whatever an agreement says of it.
 */
export function levelFor(
  desk: Pick<Desk, "organisations" | "calendars" | "levels" | "ladder">,
  ticket: AgreedTicket,
  id: string,
): Level | undefined {
  const level = desk.levels[id];
  if (level === undefined) return undefined;
  const terms = termsAt(agreementOf(desk, ticket), id);
  return {
    ...level,
    firstResponseMinutes: terms.firstResponseMinutes ?? level.firstResponseMinutes,
    nextResponseMinutes: terms.nextResponseMinutes ?? level.nextResponseMinutes,
    resolutionMinutes: terms.resolutionMinutes ?? level.resolutionMinutes,
    calendar: agreedCalendar(desk, ticket, id) ?? level.calendar,
    ladder: agreedLadder(desk, ticket, id),
  };
}
