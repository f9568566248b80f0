import { agreedUntil } from "../../domain/agreement/agreed-until.ts";
import { type GateVerdict, judgeGate } from "../../domain/agreement/gate.ts";
import { type WrittenPromises, writePromises } from "../../domain/agreement/write-promises.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Agreement, Organisation } from "../../domain/desk/organisation.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import type { StoredOrganisation } from "../ports/organisation-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** An agreement as it is shown: what it promises instead of levels and ladder as it would be written. */
export interface AgreementView extends Omit<Agreement, "levels" | "ladder">, WrittenPromises {
  readonly until: string;
}

/** An organisation as the command line and the API show it. */
export interface OrganisationView extends Omit<Organisation, "templates" | "agreement"> {
  /** `desk.yaml`: changed there and nowhere else. */
  readonly source: "desk.yaml" | "stored";
  /** `until`: the last day of the term that today is in, which is later than `to` where it renewed itself. */
  readonly agreement: AgreementView | null;
  /** What the gate says of somebody who writes for it today. */
  readonly gate: GateVerdict;
  /** Of its last change; null for one of desk.yaml. */
  readonly version: number | null;
  readonly changedAt: string | null;
}

type Reads = Pick<Stores, "organisations" | "now">;

/** Those of desk.yaml and those that are stored, by id; of two with one id, that of desk.yaml. */
export async function listOrganisations(stores: Reads, desk: Desk): Promise<OrganisationView[]> {
  const [stored, now] = await Promise.all([stores.organisations.list(), stores.now()]);
  const inFile = new Set(desk.organisations.map(({ id }) => id));
  const views = [
    ...desk.organisations.map((organisation) => presentOrganisation(desk, organisation, now)),
    ...stored
      .filter(({ organisation }) => !inFile.has(organisation.id))
      .map((one) => presentOrganisation(desk, one.organisation, now, one)),
  ];
  return views.sort((one, other) => (one.id < other.id ? -1 : 1));
}

export async function findOrganisationView(stores: Reads, desk: Desk, id: string): Promise<OrganisationView | null> {
  const [stored, now] = await Promise.all([stores.organisations.find(id), stores.now()]);
  const inFile = desk.organisations.find((one) => one.id === id);
  if (inFile !== undefined) return presentOrganisation(desk, inFile, now);
  return stored === null ? null : presentOrganisation(desk, stored.organisation, now, stored);
}

/** `stored`: null for one of desk.yaml. */
export function presentOrganisation(
  desk: Desk,
  organisation: Organisation,
  now: Instant,
  stored: Pick<StoredOrganisation, "version" | "changedAt"> | null = null,
): OrganisationView {
  const { templates: _, agreement, ...plain } = organisation;
  const gated = { desk: desk.desk, organisations: [organisation] };
  const today = localDateAt(now, desk.desk.zone);
  return {
    ...plain,
    source: stored === null ? "desk.yaml" : "stored",
    agreement: agreement && viewOf(agreement, today),
    gate: judgeGate(gated, organisation, now),
    version: stored?.version ?? null,
    changedAt: stored === null ? null : formatInstant(stored.changedAt),
  };
}

function viewOf(agreement: Agreement, today: string): AgreementView {
  const { levels: _levels, ladder: _ladder, ...plain } = agreement;
  return { ...plain, ...writePromises(agreement), until: agreedUntil(agreement, today) };
}
