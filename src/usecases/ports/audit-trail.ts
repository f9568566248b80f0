import type { AuditHead } from "../../domain/audit/audit-chain.ts";
import type { AuditCheckpoint } from "../../domain/audit/audit-checkpoint.ts";
import type { AuditDeed, AuditEvent } from "../../domain/audit/audit-event.ts";
import type { Instant } from "../../domain/time/instant.ts";

export interface AuditFilter {
  readonly limit: number;
  readonly beforeId?: number;
  readonly actor?: { readonly kind: string; readonly id?: string };
  readonly actions?: readonly string[];
  readonly subject?: { readonly kind: string; readonly id?: string };
  /** From this instant on, and before that one. */
  readonly from?: Instant;
  readonly to?: Instant;
}

/** The hash-chained record of what people and keys did that no ticket's own history tells. */
export interface AuditTrail {
  /**
   * Puts a deed on record when the transaction commits, and only then; one within a savepoint that is undone is not. The links are written last of
   * all in a transaction, so that nobody waits for another lock while others wait for the chain's. Throws without a transaction.
   */
  record(deed: AuditDeed): void;
  /** The links after this id, oldest first. */
  listAfter(id: number, limit: number): Promise<AuditEvent[]>;
  /** Newest first. */
  list(filter: AuditFilter): Promise<AuditEvent[]>;
  /** Newest first. */
  listCheckpoints(limit: number): Promise<AuditCheckpoint[]>;
  /** Does nothing where one of this event is there. */
  addCheckpoint(checkpoint: AuditCheckpoint): Promise<void>;
  /** Where the chain stands by the row that counts it, apart from the links themselves. */
  readHead(): Promise<AuditHead>;
}
