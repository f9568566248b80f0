import type { AuditActor } from "../domain/audit/audit-event.ts";
import type { InboundState } from "./ports/inbound-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export type RetryResult =
  | { readonly kind: "retried" }
  /** `state`: what it is; null: there is no such mail. */
  | { readonly kind: "not-quarantined"; readonly state: InboundState | null };

/** Has a quarantined mail filed again by the running desk, and puts that on record, in the transaction of these stores. */
export async function retryInbound(
  { inbound, audit }: Pick<Stores, "inbound" | "audit">,
  id: number,
  actor: AuditActor,
): Promise<RetryResult> {
  if (!(await inbound.retry(id))) {
    return { kind: "not-quarantined", state: (await inbound.find(id))?.state ?? null };
  }
  audit.record({ actor, action: "inbound.retried", subject: { kind: "inbound", id: String(id) } });
  return { kind: "retried" };
}
