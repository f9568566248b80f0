import type { RetentionClass } from "../../domain/privacy/retention.ts";

export interface RetentionStore {
  /** How many rows of a class are older than that, and neither open nor held. */
  count(name: RetentionClass, days: number): Promise<number>;
  /** Forgets at most so many of them, the oldest first; gives how many. Within a transaction. */
  forget(name: RetentionClass, days: number, limit: number): Promise<number>;
}
