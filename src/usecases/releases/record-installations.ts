import { parseLocalDate } from "../../domain/time/local-date.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { startOfDate } from "../../domain/time/start-of-date.ts";
import type { StoredRelease } from "../ports/release-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { TellOfReleaseDeps } from "./tell-of-release.ts";

const BATCH = 500;

/**
 * Writes into the log of installed changes where published releases were installed automatically, once their day has come: at organisations
 * that the vendor hosts and that were told. That is an update under the agreement, so no consent is asked for; a module that is new to an organisation
 * never comes with a release. Gives how many were written. May run any number of times, side by side.
 */
export async function recordInstallations({ unitOfWork, context }: TellOfReleaseDeps): Promise<number> {
  let written = 0;
  for (;;) {
    const recorded = await unitOfWork.transaction((stores) => recordBatch(stores, context.desk.desk.zone));
    written += recorded;
    if (recorded < BATCH) return written;
  }
}

async function recordBatch(stores: Stores, zone: string): Promise<number> {
  const today = localDateAt(await stores.now(), zone);
  const due = await stores.releases.listDueInstallations(today, BATCH);
  const releases = new Map<number, StoredRelease | null>();
  for (const { releaseId, organisation } of due) {
    if (!releases.has(releaseId)) releases.set(releaseId, await stores.releases.findById(releaseId));
    const release = releases.get(releaseId) ?? null;
    const date = release === null ? null : parseLocalDate(release.availableOn);
    if (release === null || date === null) continue;
    await stores.changes.addInstalled({
      releaseId,
      organisation,
      at: startOfDate(date, zone),
      module: release.module,
      version: release.version,
      text: release.key,
    });
  }
  return due.length;
}
