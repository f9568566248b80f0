import type { Desk } from "../desk/desk.ts";
import { type AgreedTicket, agreementOf, termsAt } from "./agreement-of.ts";

/**
 * The calendar that the organisation's agreement puts in place of the level's: what it says of this level, else of all. Null: the
 * level's own. One that the desk has not (any more) counts as none given.
 */
export function agreedCalendar(
  desk: Pick<Desk, "organisations" | "calendars">,
  ticket: AgreedTicket,
  level: string,
): string | null {
  const agreement = agreementOf(desk, ticket);
  const named = [termsAt(agreement, level).calendar, agreement?.calendar];
  return named.find((key): key is string => typeof key === "string" && desk.calendars[key] !== undefined) ?? null;
}
