import type { AuditActor } from "../domain/audit/audit-event.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export type Revocation = { ok: true } | { ok: false; why: string };

/**
 * Ends a key at once, and with it every console session opened by it, and puts that on record. A revoked key is never valid again.
 */
export async function revokeKey(
  { keys, audit }: Pick<Stores, "keys" | "audit">,
  id: number,
  actor: AuditActor,
): Promise<Revocation> {
  if (!(await keys.revoke(id))) {
    return { ok: false, why: `There is no key ${id} that is still valid. svartid key list shows them.` };
  }
  audit.record({ actor, action: "key.revoked", subject: { kind: "key", id: String(id) } });
  return { ok: true };
}
