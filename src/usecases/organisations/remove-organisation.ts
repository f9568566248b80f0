import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Takes a stored organisation out, in the caller's transaction after `beginChange`: on record as its last change, and who did it in the audit trail.
 * `actor` is what its own record names. False where there is none.
 */
export async function removeOrganisation(
  { organisations, audit, now }: Pick<Stores, "organisations" | "audit" | "now">,
  id: string,
  { actor, by }: { actor: string; by: AuditActor },
): Promise<boolean> {
  if (!(await organisations.remove(id, { at: await now(), actor }))) return false;
  audit.record({ actor: by, action: "organisation.removed", subject: { kind: "organisation", id } });
  return true;
}
