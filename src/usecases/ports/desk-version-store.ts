import type { HolidayYear } from "../../domain/calendar/holiday-source.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** One version of the desk: what it says, without secrets, and the holidays that it counts with. */
export interface StoredDeskVersion {
  id: number;
  /** From 1: the same desk with holidays that were corrected since. */
  revision: number;
  /** A `storedDesk`, as JSON keeps it. */
  document: unknown;
  loadedAt: Instant;
  holidayYears: readonly HolidayYear[];
}

export interface DeskVersionStore {
  /** The id of this revision of the desk with this hash, stored when it is new. */
  ensureDeskVersion(hash: string, document: unknown, revision?: number): Promise<number>;
  findDeskVersion(id: number): Promise<StoredDeskVersion | null>;
  /** The latest revision of the desk with this hash. */
  findNewestDeskVersion(hash: string): Promise<StoredDeskVersion | null>;
  /** Stores the holidays of years that have none yet; what is stored already stays. */
  addHolidayYears(id: number, years: readonly HolidayYear[]): Promise<void>;
}
