import { type BusinessCalendar, createCalendar } from "../../domain/calendar/business-calendar.ts";
import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { ClockStore } from "../ports/clock-store.ts";

/** What every clock is computed with. */
export interface ClockContext {
  readonly desk: Desk;
  /** The stored version of `desk`: new clocks are computed with it. */
  readonly deskVersionId: number;
  /**
   * A calendar by its key, of the present desk or of an older version of it; made once and kept. Throws when that version
   * has no such calendar, which a validated desk cannot bring about.
   */
  calendarFor(key: string, deskVersionId?: number): Promise<BusinessCalendar>;
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
  const versions = new Map<number, Pick<Desk, "calendars">>([[deskVersionId, desk]]);
  const calendars = new Map<string, BusinessCalendar>();
  const versionOf = async (id: number): Promise<Pick<Desk, "calendars">> => {
    const known = versions.get(id) ?? ((await clocks.findDeskVersion(id)) as Pick<Desk, "calendars"> | null);
    if (known === null) throw new Error(`desk version ${id} is not stored`);
    versions.set(id, known);
    return known;
  };
  return {
    desk,
    deskVersionId,
    calendarFor: async (key, version = deskVersionId) => {
      const name = `${version} ${key}`;
      const known = calendars.get(name);
      if (known !== undefined) return known;
      const spec = (await versionOf(version)).calendars[key];
      if (spec === undefined) throw new Error(`desk version ${version} has no calendar ${key}`);
      const calendar = createCalendar(spec, holidays);
      calendars.set(name, calendar);
      return calendar;
    },
  };
}
