import type { Instant } from "../../domain/time/instant.ts";

/** What is held: everything of a canonical address, or one ticket. */
export type HoldSubject =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "ticket"; readonly ticketId: number };

export interface LegalHold {
  readonly id: number;
  readonly address: string | null;
  /** Ref of the ticket. */
  readonly ticket: string | null;
  readonly reason: string;
  readonly placedAt: Instant;
}

export interface HoldStore {
  /** Gives the id; null where it is held already. */
  place(subject: HoldSubject, reason: string): Promise<number | null>;
  /** Gives the id of the hold that stood; null where there was none. Its words go. */
  release(subject: HoldSubject): Promise<number | null>;
  /** Makes good that an older version placed holds in one form of an address alone: they are compared without knowing of forms. */
  completeForms(): Promise<void>;
  /** Those that stand, oldest first, an address once and in its canonical form. */
  list(): Promise<LegalHold[]>;
  /**
   * Those that stand in the way of erasing this address: on it, or on a ticket of its own or among `othersTickets`, by that ticket or by somebody who
   * had a part there.
   */
  listAgainst(address: string, othersTickets: readonly number[]): Promise<LegalHold[]>;
}
