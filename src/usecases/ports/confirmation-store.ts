import type { Confirmation } from "../../domain/outbound/confirmation-address.ts";
import type { Instant } from "../../domain/time/instant.ts";

export interface StoredConfirmation extends Confirmation {
  readonly usedAt: Instant | null;
}

/** The mails that agents are asked to confirm. Each is used at most once. */
export interface ConfirmationStore {
  /** Binds the confirmation to the inbound email's bytes as they are. */
  insert(confirmation: Omit<Confirmation, "id" | "sha256"> & { readonly askedAt: Instant }): Promise<Confirmation>;
  find(id: number): Promise<StoredConfirmation | null>;
  /** The same, and nobody else may use it until the transaction ends. */
  lock(id: number): Promise<StoredConfirmation | null>;
  /** How many the agent was asked for since. */
  countOf(agent: string, since: Instant): Promise<number>;
  /** The bytes of the held mail; null where they are gone, or no longer those that were shown. */
  readHeld(confirmation: Confirmation): Promise<Uint8Array | null>;
  /** False where it was used before. */
  use(id: number, by: { readonly at: Instant; readonly inboundEmailId: number }): Promise<boolean>;
}
