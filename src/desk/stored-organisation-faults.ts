import type { Desk } from "../domain/desk/desk.ts";
import type { Organisation } from "../domain/desk/organisation.ts";
import { writeOrganisation } from "./build-organisation.ts";
import { formatPath } from "./desk-fault.ts";
import { judgeOrganisations } from "./judge-organisations.ts";

/** What of the stored organisations fits this desk file no more, since it was changed after them: one line each, with how to mend it. */
export function storedOrganisationFaults(desk: Desk, stored: readonly Organisation[]): string[] {
  const judged = judgeOrganisations(desk, [], stored.map(writeOrganisation));
  if (judged.ok) return [];
  return judged.findings.map(
    ({ index, path, message }) => `${[stored[index]?.id, formatPath(path)].filter(Boolean).join(" ")}: ${message}`,
  );
}
