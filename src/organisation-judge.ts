import { formatPath } from "./desk/desk-fault.ts";
import { judgeOrganisations } from "./desk/judge-organisations.ts";
import type { Desk } from "./domain/desk/desk.ts";
import type { Organisation } from "./domain/desk/organisation.ts";
import type { Judged } from "./usecases/organisations/change-organisations.ts";

/** Checks organisations as desk.yaml's are checked; `path` of a fault leads into what was written, such as `agreement.to`. */
export function judgeWritten(
  desk: Desk,
  stored: readonly Organisation[],
  written: readonly unknown[],
): Judged<{ path: string; message: string }> {
  const judged = judgeOrganisations(desk, stored, written);
  if (judged.ok) return judged;
  return { ok: false, faults: judged.findings.map(({ path, message }) => ({ path: formatPath(path), message })) };
}
