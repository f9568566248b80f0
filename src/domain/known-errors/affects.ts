import type { Organisation } from "../desk/organisation.ts";
import { compareVersions } from "../releases/compare-versions.ts";
import { isSameModule } from "../releases/is-same-module.ts";
import type { KnownError } from "./known-error.ts";

/**
 * Whether an error is an organisation's too, by what is installed there and how it hosts. While nobody has said which modules have it, it
 * is nobody's by this rule: only who reported it may then be told of it.
 */
export function affects(
  error: Pick<KnownError, "modules" | "hosting">,
  organisation: Pick<Organisation, "hosting" | "installed">,
): boolean {
  if (error.hosting !== null && error.hosting !== organisation.hosting) return false;
  return error.modules.some((wrong) =>
    organisation.installed.some((one) => isSameModule(one, wrong) && hasVersion(wrong.versions, one.version)),
  );
}

function hasVersion(versions: readonly string[], installed: string): boolean {
  return versions.length === 0 || versions.some((version) => compareVersions(version, installed) === 0);
}
