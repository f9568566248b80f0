import type { Organisation } from "../desk/organisation.ts";

/** The columns of organisations as CSV, by the names of their keys in desk.yaml; those of the agreement stand by themselves. */
export const ORGANISATION_COLUMNS = [
  "id",
  "name",
  "hosting",
  "domains",
  "contacts",
  "accountManager",
  "from",
  "to",
  "renewalMonths",
  "calendar",
  "installed",
] as const;

export type OrganisationColumn = (typeof ORGANISATION_COLUMNS)[number];

/** One organisation as the cells of these columns: lists with a space between, modules as `core:5.2; billing:1.0`. */
export function organisationCells(organisation: Organisation): (string | null)[] {
  const { id, name, hosting, domains, contacts, accountManager, agreement, installed } = organisation;
  const cells: Record<OrganisationColumn, string | null> = {
    id,
    name,
    hosting,
    domains: domains.join(" "),
    contacts: contacts.join(" "),
    accountManager,
    from: agreement?.from ?? null,
    to: agreement?.to ?? null,
    renewalMonths: agreement?.renewalMonths?.toString() ?? null,
    calendar: agreement?.calendar ?? null,
    installed: installed.map(({ module, version }) => `${module}:${version}`).join("; "),
  };
  return ORGANISATION_COLUMNS.map((column) => cells[column]);
}
