import type { Desk } from "../desk/desk.ts";
import type { Organisation } from "../desk/organisation.ts";
import { isPublicMailDomain } from "./public-mail-domains.ts";

/**
 * The desk with the organisations that are stored beside those of desk.yaml. What desk.yaml says goes before: an id, a domain or a contact it names
 * is taken from whoever else has it, whatever the case of an id. A calendar or an account manager that the desk has no more counts as none given, so that a customer is served as
 * far as that can be (`check-stored-organisations.ts` tells all of it). The same desk where nothing is stored.
 */
export function withOrganisations(desk: Desk, stored: readonly Organisation[]): Desk {
  if (stored.length === 0) return desk;
  const taken = new Set(
    desk.organisations.flatMap(({ id, domains, contacts }) => [id.toLowerCase(), ...domains, ...contacts]),
  );
  const isFree = (name: string) => !taken.has(name);
  const added = stored
    .filter(({ id }) => isFree(id.toLowerCase()))
    .map((organisation) => ({
      ...organisation,
      domains: organisation.domains.filter((domain) => isFree(domain) && !isPublicMailDomain(domain)),
      contacts: organisation.contacts.filter(isFree),
      agreement: organisation.agreement && {
        ...organisation.agreement,
        calendar: known(organisation.agreement.calendar, desk.calendars),
      },
      accountManager: known(organisation.accountManager, desk.agents),
    }));
  return { ...desk, organisations: [...desk.organisations, ...added] };
}

function known(id: string | null, entries: Readonly<Record<string, unknown>>): string | null {
  return id !== null && entries[id] !== undefined ? id : null;
}
