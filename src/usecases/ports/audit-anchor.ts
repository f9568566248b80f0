import type { AuditCheckpoint } from "../../domain/audit/audit-checkpoint.ts";

/** The last checkpoint that this machine signed, kept apart from the database: it tells when the end of the trail was taken off there. */
export interface AuditAnchor {
  /** Where it is kept, for people. */
  readonly place: string;
  /** Null where none was kept yet; `unreadable` for what no checkpoint is. */
  read(): Promise<AuditCheckpoint | "unreadable" | null>;
  write(checkpoint: AuditCheckpoint): Promise<void>;
}
