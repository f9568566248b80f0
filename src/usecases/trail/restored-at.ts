import type { AuditCheckpoint } from "../../domain/audit/audit-checkpoint.ts";
import { parseInstant } from "../../domain/time/instant.ts";
import type { AuditTrail } from "../ports/audit-trail.ts";

const RESTORES = 100;

/**
 * The event of the restore by which a checkpoint came to name what is no more: it was signed after the backup was taken, and the restored trail went
 * its own way at or before its event. Null where no restore explains that.
 */
export async function restoredAt(
  audit: Pick<AuditTrail, "list">,
  { id, at }: Pick<AuditCheckpoint, "id" | "at">,
): Promise<number | null> {
  const restores = await audit.list({ actions: ["database.restored"], limit: RESTORES });
  const explaining = restores.find((event) => {
    const takenAt = typeof event.detail.takenAt === "string" ? parseInstant(event.detail.takenAt) : null;
    return event.id <= id && takenAt !== null && takenAt <= at && at <= event.at;
  });
  return explaining?.id ?? null;
}
