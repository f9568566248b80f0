import { keepsHolidays } from "../../domain/calendar/freeze-holidays.ts";
import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { DeskVersionStore } from "../ports/desk-version-store.ts";
import { type CalendarFinder, findCalendars } from "./find-calendars.ts";

/** What every clock is computed with. */
export interface ClockContext {
  readonly desk: Desk;
  /** The stored version of `desk`: new clocks are computed with it. */
  readonly deskVersionId: number;
  readonly calendarFor: CalendarFinder;
}

export interface ClockContextSource {
  readonly desk: Desk;
  /** What tells this version of the desk from others (`hashDesk`). */
  readonly hash: string;
  /** The desk without its secrets, as it is stored (`storedDesk`). */
  readonly stored: Desk;
  readonly holidays: HolidaySource;
  readonly clocks: DeskVersionStore;
  /** Stores a version that is new, as `clocks` does, and puts that on record. */
  readonly ensureRecorded?: DeskVersionStore["ensureDeskVersion"];
}

/** Stores this version of the desk where it is new, and gives the context of all clocks. */
export async function createClockContext(source: ClockContextSource): Promise<ClockContext> {
  const { desk, holidays, clocks } = source;
  const deskVersionId = await storeVersion(source);
  return { desk, deskVersionId, calendarFor: findCalendars(clocks, holidays) };
}

// Where the table of holidays was corrected since the version was stored, the same desk is a new revision: clocks that ran
// keep what they were computed with, and follow from now on.
async function storeVersion(source: ClockContextSource): Promise<number> {
  const { hash, stored, holidays, clocks, ensureRecorded = clocks.ensureDeskVersion } = source;
  const newest = await clocks.findNewestDeskVersion(hash);
  if (newest === null) return await ensureRecorded(hash, stored);
  if (keepsHolidays(newest.holidayYears, holidays)) return newest.id;
  return await ensureRecorded(hash, stored, newest.revision + 1);
}
