import { didYouMean } from "./desk/did-you-mean.ts";
import { loadRelease, type ReleaseFault } from "./desk/load-release.ts";
import type { Release } from "./domain/releases/release.ts";
import { deskInForce } from "./usecases/organisations/desk-in-force.ts";
import { type ImportedRelease, importRelease } from "./usecases/releases/import-release.ts";
import type { OpenDatabase } from "./wiring.ts";

export type ReleaseImport =
  | { readonly ok: false; readonly faults: readonly ReleaseFault[] }
  | {
      readonly ok: true;
      readonly release: Release;
      readonly kind: Exclude<ImportedRelease["kind"], "unknown-fixes">;
      readonly warnings: readonly string[];
    };

/** Loads a release from its folder and stores it: all of it, or nothing with every fault. */
export async function importReleaseFrom(
  place: string,
  { settings, unitOfWork, actor }: OpenDatabase,
): Promise<ReleaseImport> {
  const loaded = loadRelease(place);
  if (!loaded.ok) return loaded;
  const { release, fixAt } = loaded;
  const imported = await importRelease(unitOfWork, release, actor);
  if (imported.kind === "unknown-fixes") {
    const faults = imported.unknown.map((index) => ({
      ...fixAt(index),
      message: `KE-${release.fixes[index]} is no known error, or was withdrawn; svartid error list shows them`,
    }));
    return { ok: false, faults };
  }
  const { organisations } = await deskInForce(unitOfWork.reading, settings.desk);
  const modules = organisations.flatMap(({ installed }) => installed.map(({ module }) => module));
  const isKnown = modules.length === 0 || modules.includes(release.module);
  const warning = `no organisation has the module ${release.module}${didYouMean(release.module, modules)}: nobody is told of it but who reported what it fixes`;
  return { ok: true, release, kind: imported.kind, warnings: isKnown ? [] : [warning] };
}
