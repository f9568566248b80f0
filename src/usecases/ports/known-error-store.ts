import type { KnownError, KnownErrorState } from "../../domain/known-errors/known-error.ts";
import type { Instant } from "../../domain/time/instant.ts";

export type NewKnownError = Omit<KnownError, "id" | "state"> & { readonly at: Instant; readonly by: string };

export type KnownErrorChange = Partial<Omit<KnownError, "id">>;

/** A published release that fixes it. */
export interface FixedIn {
  readonly release: string;
  readonly module: string;
  readonly version: string;
}

export interface FixedKnownError extends KnownError {
  /** In the order in which they were published. */
  readonly fixedIn: readonly FixedIn[];
}

export interface StoredKnownError extends FixedKnownError {
  readonly createdAt: Instant;
  /** `agent:KEY`, or `ops` at the command line. */
  readonly createdBy: string;
  /** Its tickets, in the order they were linked. */
  readonly tickets: readonly LinkedTicket[];
}

export interface LinkedTicket {
  readonly ref: string;
  readonly subject: string;
  readonly organisation: string | null;
}

export interface KnownErrorFilter {
  readonly state?: KnownErrorState;
  readonly limit: number;
  readonly beforeId?: number;
}

/** The log of known errors. What is changed of one, by whom and when, is kept with it. */
export interface KnownErrorStore {
  /** Null, and nothing new, when one of this title (in any case) is there already and was not withdrawn. */
  create(error: NewKnownError): Promise<number | null>;
  find(id: number): Promise<StoredKnownError | null>;
  /** Of the same title, in any case, and not withdrawn. */
  findByTitle(title: string): Promise<number | null>;
  /** Newest first. */
  list(filter: KnownErrorFilter): Promise<StoredKnownError[]>;
  listForTicket(ticketId: number): Promise<FixedKnownError[]>;
  /** False when they are linked already. */
  link(id: number, ticketId: number, at: Instant): Promise<boolean>;
  /** False when they are not linked. */
  unlink(id: number, ticketId: number): Promise<boolean>;
  /** In a transaction. False when there is none of this id; null when another has the title. */
  change(
    id: number,
    change: KnownErrorChange,
    made: { readonly at: Instant; readonly by: string },
  ): Promise<boolean | null>;
}
