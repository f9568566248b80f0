import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { ClockStore } from "../ports/clock-store.ts";
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
  readonly clocks: Pick<ClockStore, "ensureDeskVersion" | "findDeskVersion">;
}

/** Stores this version of the desk where it is new, and gives the context of all clocks. */
export async function createClockContext(source: ClockContextSource): Promise<ClockContext> {
  const { desk, hash, stored, holidays, clocks } = source;
  const deskVersionId = await clocks.ensureDeskVersion(hash, stored);
  return { desk, deskVersionId, calendarFor: findCalendars(clocks, holidays) };
}
