import type { Generated, JSONColumnType } from "kysely";
import type { AuditEvent } from "../../domain/audit/audit-event.ts";

/** The tables of the audit trail: rows are only ever added. */
export interface AuditTables {
  audit_event: {
    id: number;
    at: Date;
    actor_kind: string;
    actor_id: string | null;
    action: string;
    subject_kind: string;
    subject_id: string | null;
    detail: JSONColumnType<AuditEvent["detail"]>;
    previous_hash: string;
    hash: string;
  };
  audit_checkpoint: { audit_id: number; hash: string; at: Date; signature: string };
  audit_head: { one: Generated<boolean>; last_id: number; last_hash: string };
}
