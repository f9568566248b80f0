import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkDuplicates, checkReference } from "./known.ts";

type Organisations = NonNullable<DeskFile["organisations"]>;

/** A sender belongs to one organisation only, and an agreement has real dates in their order. */
export function checkOrganisations(file: DeskFile): Finding[] {
  const organisations = file.organisations ?? [];
  const calendars = Object.keys(file.calendars);
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
      ...checkAgreement(organisation.agreement, calendars, ["organisations", index, "agreement"]),
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
  if (organisation.domains?.length || organisation.contacts?.length) return [];
  return [{ path, message: `nobody can write for ${organisation.id}; give it domains or contacts` }];
}

function checkAgreement(agreement: Organisations[number]["agreement"], calendars: string[], path: DeskPath): Finding[] {
  if (!agreement) return [];
  const findings = (["from", "to"] as const)
    .filter((key) => !isRealDate(agreement[key]))
    .map((key) => ({
      path: [...path, key],
      message: `${agreement[key]} is not a day of the calendar; correct the date`,
    }));
  if (findings.length === 0 && agreement.to < agreement.from) {
    const message = `the agreement ends on ${agreement.to}, before it begins on ${agreement.from}; correct one of them`;
    findings.push({ path: [...path, "to"], message });
  }
  return [...findings, ...checkReference("calendar", agreement.calendar, calendars, [...path, "calendar"])];
}

function isRealDate(date: string): boolean {
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(date);
}
