import type { Organisation } from "../desk/organisation.ts";
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
  return error.modules.some(({ module, versions }) =>
    organisation.installed.some(
      (one) => one.module === module && (versions.length === 0 || versions.includes(one.version)),
    ),
  );
}
