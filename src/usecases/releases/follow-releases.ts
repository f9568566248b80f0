import { recordInstallations } from "./record-installations.ts";
import { type TellOfReleaseDeps, tellOfRelease } from "./tell-of-release.ts";

/** What releases need after they were published: what a broken-off publishing left is told, and what is installed by now is written down. */
export async function followReleases(deps: TellOfReleaseDeps): Promise<void> {
  for (const release of await deps.unitOfWork.reading.releases.listUnfinished()) await tellOfRelease(deps, release);
  await recordInstallations(deps);
}
