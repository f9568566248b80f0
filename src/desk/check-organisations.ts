import { isPublicMailDomain } from "../domain/agreement/public-mail-domains.ts";
import { checkDates } from "./check-dates.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkDuplicates, checkReference } from "./known.ts";

type Organisations = NonNullable<DeskFile["organisations"]>;

/** A desk file, or a desk and organisations beside it: of calendars, levels and agents the ids are enough. */
export interface WithOrganisations {
  readonly organisations?: Organisations;
  readonly calendars: object;
  readonly levels: object;
  readonly agents?: object;
}

/** A sender belongs to one organisation only, and an agreement has real dates in their order. */
export function checkOrganisations(file: WithOrganisations): Finding[] {
  const organisations = file.organisations ?? [];
  const known = { calendars: Object.keys(file.calendars), levels: Object.keys(file.levels) };
  const agents = Object.keys(file.agents ?? {});
  return [
    ...checkDuplicates(
      "id",
      listed(organisations, (one) => ({ id: one.id })),
    ),
    ...checkDuplicates(
      "domain",
      listed(organisations, (one) => ({ domains: one.domains ?? [] })),
    ),
    ...checkDuplicates(
      "contact",
      listed(organisations, (one) => ({ contacts: one.contacts ?? [] })),
    ),
    ...organisations.flatMap((organisation, index) => [
      ...checkSenders(organisation, ["organisations", index]),
      ...checkReference("agent", organisation.accountManager, agents, ["organisations", index, "accountManager"]),
      ...checkAgreement(organisation.agreement, known, ["organisations", index, "agreement"]),
    ]),
  ];
}

function listed(organisations: Organisations, pick: (one: Organisations[number]) => Record<string, string | string[]>) {
  return organisations.flatMap((organisation, index) =>
    Object.entries(pick(organisation)).flatMap(([key, values]) => {
      const owner = `organisation ${organisation.id}`;
      if (typeof values === "string") return [{ value: values, path: ["organisations", index, key], owner }];
      return values.map((value, at) => ({ value, path: ["organisations", index, key, at], owner }));
    }),
  );
}

function checkSenders(organisation: Organisations[number], path: DeskPath): Finding[] {
  const isPublic = (organisation.domains ?? []).flatMap((domain, index) =>
    isPublicMailDomain(domain) ? [{ path: [...path, "domains", index], message: publicDomain(domain) }] : [],
  );
  return [...isPublic, ...checkSomebody(organisation, path)];
}

function publicDomain(domain: string): string {
  return `everybody can have an address under ${domain}; list the whole addresses of the organisation's people under contacts instead`;
}

function checkSomebody(organisation: Organisations[number], path: DeskPath): Finding[] {
  if (organisation.domains?.length || organisation.contacts?.length) return [];
  return [{ path, message: `nobody can write for ${organisation.id}; give it domains or contacts` }];
}

function checkAgreement(
  agreement: Organisations[number]["agreement"],
  { calendars, levels }: { calendars: string[]; levels: string[] },
  path: DeskPath,
): Finding[] {
  if (!agreement) return [];
  return [
    ...checkDates("agreement", agreement, path),
    ...checkReference("calendar", agreement.calendar, calendars, [...path, "calendar"]),
    ...Object.entries(agreement.levels ?? {}).flatMap(([id, terms]) => [
      ...checkReference("level", id, levels, [...path, "levels", id]),
      ...checkReference("calendar", terms.calendar, calendars, [...path, "levels", id, "calendar"]),
    ]),
  ];
}
