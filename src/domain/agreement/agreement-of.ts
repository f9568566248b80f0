import type { Desk } from "../desk/desk.ts";
import type { AgreedTerms, Agreement } from "../desk/organisation.ts";

/** What of a ticket says by which agreement it is served; `agreement` as it was when the ticket was opened. */
export interface AgreedTicket {
  readonly organisation: string | null;
  readonly agreement: Readonly<Record<string, unknown>> | null;
}

/** What of an agreement bears on clocks. */
export type ClockTermsOfAgreement = Partial<Pick<Agreement, "calendar" | "levels" | "ladder">>;

/**
 * The agreement that a ticket's clocks run by: that of its organisation as it is now; where it has ended, or the organisation is
 * no longer named, as it was. Null: none, and the levels hold as the desk has them.
 */
export function agreementOf(
  desk: Pick<Desk, "organisations">,
  { organisation, agreement }: AgreedTicket,
): ClockTermsOfAgreement | null {
  return desk.organisations.find(({ id }) => id === organisation)?.agreement ?? agreement;
}

/** What an agreement says of one level; nothing where it does not name it. */
export function termsAt(agreement: ClockTermsOfAgreement | null, level: string): AgreedTerms {
  const levels = agreement?.levels ?? {};
  // Ids of levels come from people's mails, and a stored agreement is an object with a prototype.
  return (Object.hasOwn(levels, level) ? levels[level] : undefined) ?? {};
}
