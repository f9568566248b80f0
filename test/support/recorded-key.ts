import type { AuditActor } from "../../src/domain/audit/audit-event.ts";
import type { Stores } from "../../src/usecases/ports/unit-of-work.ts";

/** A deed as the product does them: the record comes first, then the change, so that the chain's lock would be the first if it were not the last. */
export async function recordedKey(stores: Stores, prefix: string, actor: AuditActor): Promise<number> {
  stores.audit.record({ actor, action: "key.created", subject: { kind: "key", id: prefix } });
  const unusable = { name: "of a test", sha256: "", scopes: [], agent: null, expiresAt: null };
  return await stores.keys.insert({ ...unusable, prefix });
}
