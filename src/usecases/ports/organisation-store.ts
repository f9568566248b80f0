import type { Organisation } from "../../domain/desk/organisation.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** An organisation that is kept in the database, and not in desk.yaml. */
export interface StoredOrganisation {
  readonly organisation: Organisation;
  /** Of its last change: what somebody must have seen who replaces it. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

export const ORGANISATION_CHANGES = ["created", "changed", "removed"] as const;
export type OrganisationChange = (typeof ORGANISATION_CHANGES)[number];

/** One change on record; `before` is null where it was created, `after` where it was removed. */
export interface OrganisationEvent {
  readonly at: Instant;
  /** `ops` for the command line, `key:NAME` for the API. */
  readonly actor: string;
  readonly type: OrganisationChange;
  readonly before: Organisation | null;
  readonly after: Organisation | null;
}

export interface OrganisationStore {
  /**
   * All as they are now, by id: the same list, not only an equal one, for as long as nothing changed, at the cost of one small look. Not for a
   * transaction that has changed them itself.
   */
  listCurrent(): Promise<readonly Organisation[]>;
  /** All as this transaction sees them, by id. */
  list(): Promise<StoredOrganisation[]>;
  find(id: string): Promise<StoredOrganisation | null>;
  /** Until the end of the transaction nobody else changes any; gives the version that its changes get. */
  beginChange(): Promise<number>;
  /** Stores one as it is to be, new or instead of what there is, under the version of `beginChange`, and puts that on record. */
  put(organisation: Organisation, made: { version: number; at: Instant; actor: string }): Promise<void>;
  /** False where there is none of this id. */
  remove(id: string, made: { at: Instant; actor: string }): Promise<boolean>;
  /** Oldest first. */
  listEvents(id: string): Promise<OrganisationEvent[]>;
  /** False where somebody was told of this last day (`YYYY-MM-DD`) at this stage already. */
  claimReminder(reminder: { organisation: string; lastDay: string; stageDays: number; at: Instant }): Promise<boolean>;
  /** The version in force, and the one that all clocks have followed. */
  readVersions(): Promise<{ version: number; adopted: number }>;
  /** Ids of those that changed after a version. */
  listChangedSince(version: number): Promise<string[]>;
  /** All clocks have followed the organisations up to this version. */
  markAdopted(version: number): Promise<void>;
}
