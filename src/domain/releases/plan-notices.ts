import type { Hosting } from "../agreement/coverage.ts";
import { findOrganisation } from "../agreement/find-organisation.ts";
import type { Desk } from "../desk/desk.ts";
import type { Language } from "../desk/language.ts";
import { parseMailAddress } from "../outbound/mail-address.ts";
import type { Instant } from "../time/instant.ts";
import { judgeAgreement, judgeOrganisation, type LeftOutReason } from "./judge-organisation.ts";
import type { Release } from "./release.ts";

/** Somebody whose ticket reports errors that the release fixes. */
export interface Reporter {
  readonly address: string;
  /** Of the ticket; null: it had none. */
  readonly organisation: string | null;
  /** Ids of the known errors. */
  readonly errors: readonly number[];
}

/** One address that is told, once, whatever it is told for. */
export interface PlannedNotice {
  /** Lower-cased. */
  readonly address: string;
  readonly language: Language;
  /** Ids of the organisations whose contact it is and to which the release comes; empty: only a reporter. */
  readonly organisations: readonly string[];
  /** Ids of fixed errors that it reported. */
  readonly reported: readonly number[];
  /** Why it gets no mail after all; null: it gets one. */
  readonly leftOut: LeftOutReason | null;
}

export interface JudgedOrganisation {
  readonly organisation: string;
  readonly hosting: Hosting;
  /** Null: it is told. */
  readonly reason: LeftOutReason | null;
}

export interface ReleasePlan {
  readonly organisations: readonly JudgedOrganisation[];
  /** Sorted by address. */
  readonly notices: readonly PlannedNotice[];
}

export interface PlanFacts {
  readonly desk: Pick<Desk, "organisations" | "desk">;
  readonly at: Instant;
  readonly reporters: readonly Reporter[];
  /** The language that an address was last written to in, where the desk speaks it. */
  readonly languageOf: (address: string) => Language;
  /** Lower-cased addresses that get no mail of the desk, since they are known not to exist. */
  readonly suppressed: ReadonlySet<string>;
}

/**
 * Whom a release is told to, and whom not and why: the contacts of each organisation that it comes to, and everybody who reported an error that
 * it fixes, unless their organisation has no valid agreement. Who reported and has no organisation is told. Each address once.
 */
export function planNotices(release: Release, facts: PlanFacts): ReleasePlan {
  const { desk, at } = facts;
  const judged = desk.organisations.map((organisation) => ({
    organisation,
    reason: judgeOrganisation(release, organisation, desk, at),
  }));
  const wanted = new Map<string, Wanted>();
  for (const { organisation, reason } of judged) {
    if (reason !== null) continue;
    for (const contact of organisation.contacts) wantedOf(wanted, contact).organisations.add(organisation.id);
  }
  for (const reporter of facts.reporters) {
    const one = wantedOf(wanted, reporter.address);
    for (const error of reporter.errors) one.reported.add(error);
    one.refusals.push(refusalOf(release, reporter, facts));
  }
  return {
    organisations: judged.map(({ organisation: { id, hosting }, reason }) => ({ organisation: id, hosting, reason })),
    notices: [...wanted]
      .map(([address, one]) => toNotice(address, one, facts))
      .sort((one, other) => (one.address < other.address ? -1 : 1)),
  };
}

interface Wanted {
  readonly organisations: Set<string>;
  readonly reported: Set<number>;
  /** What stands against telling it as a reporter, once for each of its organisations. */
  readonly refusals: (LeftOutReason | null)[];
}

function wantedOf(wanted: Map<string, Wanted>, address: string): Wanted {
  // Two ways to write one domain are one address.
  const key = (parseMailAddress(address) ?? address).toLowerCase();
  const found = wanted.get(key) ?? { organisations: new Set(), reported: new Set(), refusals: [] };
  wanted.set(key, found);
  return found;
}

// Whose address says to which organisation it belongs is judged by that, as the desk is now; else by what the ticket says.
function refusalOf(release: Release, reporter: Reporter, { desk, at }: PlanFacts): LeftOutReason | null {
  const organisation =
    findOrganisation(desk, reporter.address) ?? desk.organisations.find(({ id }) => id === reporter.organisation);
  return organisation === undefined ? null : judgeAgreement(release, organisation, desk, at);
}

function toNotice(address: string, { organisations, reported, refusals }: Wanted, facts: PlanFacts): PlannedNotice {
  return {
    address,
    language: facts.languageOf(address),
    organisations: [...organisations].sort(),
    reported: [...reported].sort((one, other) => one - other),
    leftOut: leftOutOf(address, { organisations, refusals }, facts),
  };
}

function leftOutOf(
  address: string,
  { organisations, refusals }: Pick<Wanted, "organisations" | "refusals">,
  { desk, suppressed }: Pick<PlanFacts, "desk" | "suppressed">,
): LeftOutReason | null {
  // The desk reads what is sent to its own address: nobody would.
  if (parseMailAddress(address) === null || address === desk.desk.address.toLowerCase()) return "no-address";
  if (suppressed.has(address)) return "suppressed";
  if (organisations.size > 0 || refusals.includes(null)) return null;
  return refusals[0] ?? null;
}
