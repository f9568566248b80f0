import type { Desk } from "../../domain/desk/desk.ts";
import { planNotices, type ReleasePlan } from "../../domain/releases/plan-notices.ts";
import type { Release } from "../../domain/releases/release.ts";
import { spokenLanguage } from "../filing/spoken-language.ts";
import { deskInForce } from "../organisations/desk-in-force.ts";
import { withInstalled } from "../organisations/with-installed.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Whom a release would be told to now, and whom not and why; changes nothing. */
export async function planRelease(
  stores: Pick<Stores, "now" | "changes" | "organisations" | "releases" | "suppressions">,
  deskFile: Desk,
  release: Release,
): Promise<ReleasePlan> {
  const inForce = await deskInForce(stores, deskFile);
  const desk = { ...inForce, organisations: await withInstalled(stores, inForce.organisations) };
  const reporters = await stores.releases.listReporters(release.fixes);
  const contacts = desk.organisations.flatMap((organisation) => organisation.contacts);
  const addresses = [...new Set([...contacts, ...reporters.map(({ address }) => address)])];
  const [at, languages, suppressed] = await Promise.all([
    stores.now(),
    stores.releases.languagesOf(addresses),
    stores.suppressions.findAmong(addresses),
  ]);
  return planNotices(release, {
    desk,
    at,
    reporters,
    languageOf: (address) => spokenLanguage(desk, languages.get(address) ?? null),
    suppressed: new Set(suppressed.map(({ address }) => address.toLowerCase())),
  });
}
