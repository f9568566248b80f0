import type { AuditDeed } from "./domain/audit/audit-event.ts";
import type { OpenDatabase } from "./wiring.ts";

/**
 * Puts on record that something begins which takes many transactions: before the first of them, so that what is broken off in the middle is on
 * record as well.
 */
export async function recordAlone(
  { unitOfWork, actor }: Pick<OpenDatabase, "unitOfWork" | "actor">,
  deed: Omit<AuditDeed, "actor">,
): Promise<void> {
  await unitOfWork.transaction(async ({ audit }) => audit.record({ ...deed, actor }));
}
