import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Release } from "../../domain/releases/release.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

export type ImportedRelease =
  | { readonly kind: "created" | "changed" | "unchanged" }
  /** Another release has this version of the module; or this one was published, and is with its readers. */
  | { readonly kind: "taken" | "published" }
  /** Places among `fixes` of errors that nobody knows, or that were withdrawn. */
  | { readonly kind: "unknown-fixes"; readonly unknown: readonly number[] };

/** Stores a release that was loaded, or changes it while it is not published. The same one again changes nothing. */
export async function importRelease(
  unitOfWork: UnitOfWork,
  release: Release,
  actor: AuditActor,
): Promise<ImportedRelease> {
  return await unitOfWork.transaction(async (stores) => {
    const unknown: number[] = [];
    for (const [index, id] of release.fixes.entries()) {
      const error = await stores.knownErrors.find(id);
      if (error === null || error.state === "withdrawn") unknown.push(index);
    }
    if (unknown.length > 0) return { kind: "unknown-fixes", unknown };
    const kind = await stores.releases.save(release, await stores.now());
    if (kind === "created" || kind === "changed") {
      const subject = { kind: "release", id: release.key };
      stores.audit.record({ actor, action: "release.imported", subject, detail: { result: kind } });
    }
    return { kind };
  });
}
