import type { Instant } from "../../domain/time/instant.ts";

/** An address that gets no mail of the desk to customers until the suppression is lifted. */
export interface Suppression {
  /** Lower-cased. */
  address: string;
  /** What the server or the report said. */
  why: string;
  since: Instant;
}

export interface SuppressionStore {
  /** Those of these addresses, in any case, that are suppressed. */
  findAmong(addresses: readonly string[]): Promise<Suppression[]>;
  /** Once suppressed, the first reason stands. */
  add(address: string, why: string): Promise<void>;
  /** False when the address was not suppressed. */
  lift(address: string): Promise<boolean>;
  /** Newest first. */
  list(limit: number): Promise<Suppression[]>;
}
