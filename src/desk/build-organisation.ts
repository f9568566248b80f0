import type { Organisation } from "../domain/desk/organisation.ts";
import type { DeskFile } from "./desk-file.ts";

/** An organisation as it is written: in desk.yaml, and as the API and imports give it. */
export type OrganisationFile = NonNullable<DeskFile["organisations"]>[number];

/** Turns what was written and checked into an organisation: addresses lower-cased, every default in its place. */
export function buildOrganisation(written: OrganisationFile): Organisation {
  const { agreement } = written;
  return {
    id: written.id,
    name: written.name,
    domains: (written.domains ?? []).map((domain) => domain.toLowerCase()),
    contacts: (written.contacts ?? []).map((address) => address.toLowerCase()),
    hosting: written.hosting,
    agreement: agreement
      ? {
          from: agreement.from,
          to: agreement.to,
          renewalMonths: agreement.renewalMonths ?? null,
          calendar: agreement.calendar ?? null,
        }
      : null,
    accountManager: written.accountManager ?? null,
    installed: written.installed ?? [],
    templates: written.templates ?? null,
  };
}

/** The other way: how an organisation that is known would be written. */
export function writeOrganisation(organisation: Organisation): OrganisationFile {
  const { id, name, domains, contacts, hosting, agreement, accountManager, installed, templates } = organisation;
  return {
    ...{ id, name, domains: [...domains], contacts: [...contacts], hosting, installed: [...installed] },
    ...(agreement === null ? {} : { agreement: withoutNull(agreement) as OrganisationFile["agreement"] & object }),
    ...withoutNull({ accountManager, templates }),
  };
}

function withoutNull<T extends object>(value: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}
