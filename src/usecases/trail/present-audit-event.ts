import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import { formatInstant } from "../../domain/time/instant.ts";

/** An event as the API and the commands give it. */
export function presentAuditEvent({ at, ...event }: AuditEvent) {
  return { ...event, at: formatInstant(at) };
}
