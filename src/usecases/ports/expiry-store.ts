import type { Instant } from "../../domain/time/instant.ts";

/** When consents to read mailboxes run out, and who was warned of it. */
export interface ExpiryStore {
  /** When the refresh token runs out, as its endpoint told; null where it did not, or where each renewal puts it off. */
  readToldExpiry(mailboxId: number): Promise<Instant | null>;
  /** True once for each warning of a mailbox: whoever gets it must warn in the same transaction. */
  claimWarning(mailboxId: number, warning: string): Promise<boolean>;
}
