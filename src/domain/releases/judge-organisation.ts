import { type GateVerdict, judgeGate } from "../agreement/gate.ts";
import type { Desk } from "../desk/desk.ts";
import type { Organisation } from "../desk/organisation.ts";
import type { Instant } from "../time/instant.ts";
import { parseLocalDate } from "../time/local-date.ts";
import { startOfDate } from "../time/start-of-date.ts";
import { compareVersions } from "./compare-versions.ts";
import { isSameModule } from "./is-same-module.ts";
import type { Release } from "./release.ts";

/** Why an organisation, or one address, is not told of a release. */
export const LEFT_OUT_REASONS = [
  "not-installed",
  "other-hosting",
  "other-version",
  "has-version",
  "no-agreement",
  "agreement-ended",
  "agreement-not-begun",
  "no-contacts",
  "suppressed",
  "no-address",
  "not-made",
] as const;

export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/**
 * Whether a release is an organisation's: the module is installed there in a version that it replaces, it hosts as the release asks, and its
 * agreement covers both today and the day of the release (product.md, updates are "under the maintenance agreement"). Null: it is told.
 */
export function judgeOrganisation(
  release: Release,
  organisation: Organisation,
  desk: Pick<Desk, "organisations" | "desk">,
  at: Instant,
): LeftOutReason | null {
  const installed = organisation.installed.filter((one) => isSameModule(one, release)).map(({ version }) => version);
  if (installed.length === 0) return "not-installed";
  if (release.hosting !== null && release.hosting !== organisation.hosting) return "other-hosting";
  const wrong = judgeVersions(release, installed);
  if (wrong !== null) return wrong;
  const ungated = judgeAgreement(release, organisation, desk, at);
  if (ungated !== null) return ungated;
  return organisation.contacts.length === 0 ? "no-contacts" : null;
}

/** What the agreement says against telling an organisation, or somebody of it, of a release; null: nothing. */
export function judgeAgreement(
  { availableOn }: Pick<Release, "availableOn">,
  organisation: Organisation,
  desk: Pick<Desk, "organisations" | "desk">,
  at: Instant,
): LeftOutReason | null {
  const date = parseLocalDate(availableOn);
  const begins = date === null ? at : startOfDate(date, desk.desk.zone);
  const days = begins > at ? [at, begins] : [at];
  return (
    days.map((day) => REASON_OF_VERDICT[judgeGate(desk, organisation, day)]).find((reason) => reason !== null) ?? null
  );
}

const REASON_OF_VERDICT: Readonly<Record<GateVerdict, LeftOutReason | null>> = {
  served: null,
  noOrganisation: null,
  noAgreement: "no-agreement",
  expired: "agreement-ended",
  notYet: "agreement-not-begun",
};

function judgeVersions(release: Release, installed: readonly string[]): LeftOutReason | null {
  const older = installed.filter((version) => compareVersions(version, release.version) < 0);
  if (older.length === 0) return "has-version";
  if (release.versions.length === 0) return null;
  const isMeant = (version: string) => release.versions.some((one) => compareVersions(one, version) === 0);
  return older.some(isMeant) ? null : "other-version";
}
