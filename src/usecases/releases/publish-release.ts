import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { StoredRelease } from "../ports/release-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { planRelease } from "./plan-release.ts";
import { recordInstallations } from "./record-installations.ts";
import { type TellOfReleaseDeps, tellOfRelease } from "./tell-of-release.ts";

export interface Published {
  readonly release: StoredRelease;
  /** It had been published before: only what was left was done. */
  readonly wasPublished: boolean;
  readonly queued: number;
}

/**
 * Publishes a release: decides once whom it is told to, marks what it fixes as fixed, tells everybody, and records where it is installed from
 * today or earlier. Broken off anywhere, it goes on where it was when it is called again, or by the desk itself.
 * Called again it also tries those whose mail could not be made. Null: there is none of this key.
 */
export async function publishRelease(
  deps: TellOfReleaseDeps,
  key: string,
  actor: AuditActor,
): Promise<Published | null> {
  const begun = await deps.unitOfWork.transaction((stores) => begin(stores, deps, key, actor));
  if (begun === null) return null;
  const queued = await tellOfRelease(deps, begun.release);
  await recordInstallations(deps);
  return { ...begun, queued };
}

async function begin(
  stores: Stores,
  { context }: TellOfReleaseDeps,
  key: string,
  actor: AuditActor,
): Promise<Omit<Published, "queued"> | null> {
  const release = await stores.releases.lock(key);
  if (release === null) return null;
  const isFirst = release.publishedAt === null;
  stores.audit.record({
    actor,
    action: "release.published",
    subject: { kind: "release", id: key },
    detail: { isFirst },
  });
  if (release.publishedAt !== null) {
    await stores.releases.retryUnmade(release.id);
    return { release, wasPublished: true };
  }
  const at = await stores.now();
  await stores.releases.publish(release.id, await planRelease(stores, context.desk, release), at);
  for (const id of release.fixes) await markFixed(stores, id, { at, by: `release:${key}` });
  return { release: { ...release, publishedAt: at }, wasPublished: false };
}

async function markFixed(
  stores: Stores,
  id: number,
  made: { at: StoredRelease["importedAt"]; by: string },
): Promise<void> {
  const error = await stores.knownErrors.find(id);
  if (error?.state === "open") await stores.knownErrors.change(id, { state: "fixed" }, made);
}
