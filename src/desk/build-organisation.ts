import { writePromises } from "../domain/agreement/write-promises.ts";
import type { AgreedTerms, Agreement, Organisation } from "../domain/desk/organisation.ts";
import { buildLadder, builtMinutes } from "./build-ladder.ts";
import type { DeskFile } from "./desk-file.ts";

/** An organisation as it is written: in desk.yaml, and as the API and imports give it. */
export type OrganisationFile = NonNullable<DeskFile["organisations"]>[number];

/** Turns what was written and checked into an organisation: addresses lower-cased, every default in its place. */
export function buildOrganisation(written: OrganisationFile): Organisation {
  return {
    id: written.id,
    name: written.name,
    domains: (written.domains ?? []).map((domain) => domain.toLowerCase()),
    contacts: (written.contacts ?? []).map((address) => address.toLowerCase()),
    hosting: written.hosting,
    agreement: written.agreement ? agreementOf(written.agreement) : null,
    accountManager: written.accountManager ?? null,
    installed: written.installed ?? [],
    templates: written.templates ?? null,
  };
}

type AgreementFile = NonNullable<OrganisationFile["agreement"]>;

function agreementOf({ from, to, renewalMonths, calendar, levels, ladder }: AgreementFile): Agreement {
  const terms = Object.entries(levels ?? {}).map(([id, written]) => [id, termsOf(written)] as const);
  return {
    ...{ from, to, renewalMonths: renewalMonths ?? null, calendar: calendar ?? null },
    ...(levels === undefined ? {} : { levels: Object.fromEntries(terms) }),
    ...(ladder === undefined ? {} : { ladder: buildLadder(ladder) }),
  };
}

function termsOf(written: NonNullable<AgreementFile["levels"]>[string]): AgreedTerms {
  const { firstResponse, nextResponse, resolution, calendar, ladder } = written;
  return {
    ...(firstResponse === undefined ? {} : { firstResponseMinutes: builtMinutes(firstResponse) }),
    ...(nextResponse === undefined ? {} : { nextResponseMinutes: builtMinutes(nextResponse) }),
    ...(resolution === undefined ? {} : { resolutionMinutes: builtMinutes(resolution) }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(ladder === undefined ? {} : { ladder: buildLadder(ladder) }),
  };
}

/** The other way: how an organisation that is known would be written. */
export function writeOrganisation(organisation: Organisation): OrganisationFile {
  const { id, name, domains, contacts, hosting, agreement, accountManager, installed, templates } = organisation;
  return {
    ...{ id, name, domains: [...domains], contacts: [...contacts], hosting, installed: [...installed] },
    ...(agreement === null ? {} : { agreement: writeAgreement(agreement) }),
    ...withoutNull({ accountManager, templates }),
  };
}

function writeAgreement({ from, to, renewalMonths, calendar, ...promises }: Agreement): AgreementFile {
  return { from, to, ...withoutNull({ renewalMonths, calendar }), ...writePromises(promises) };
}

function withoutNull<T extends object>(value: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}
