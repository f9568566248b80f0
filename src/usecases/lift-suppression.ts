import type { AuditActor } from "../domain/audit/audit-event.ts";
import { formatInstant } from "../domain/time/instant.ts";
import type { UnitOfWork } from "./ports/unit-of-work.ts";

/**
 * Writes to an address again, and puts that on record: since when it was suppressed, but not the address, which may have to be forgotten while the
 * record stays. False where it is not suppressed.
 */
export async function liftSuppression(unitOfWork: UnitOfWork, address: string, actor: AuditActor): Promise<boolean> {
  return await unitOfWork.transaction(async ({ suppressions, audit }) => {
    const [found] = await suppressions.findAmong([address]);
    if (found === undefined || !(await suppressions.lift(address))) return false;
    const detail = { suppressedSince: formatInstant(found.since) };
    audit.record({ actor, action: "suppression.removed", subject: { kind: "address", id: null }, detail });
    return true;
  });
}
