import { type BusinessCalendar, createCalendar } from "../../domain/calendar/business-calendar.ts";
import { type FrozenHolidays, freezeHolidays } from "../../domain/calendar/freeze-holidays.ts";
import type { HolidaySource, HolidayYear } from "../../domain/calendar/holiday-source.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { DeskVersionStore, StoredDeskVersion } from "../ports/desk-version-store.ts";

/**
 * A calendar by its key and the version of the desk it belongs to; made once and kept. Throws when that version is not
 * stored or has no such calendar, which a validated desk cannot bring about.
 */
export type CalendarFinder = (key: string, deskVersionId: number) => Promise<BusinessCalendar>;

export type DeskVersions = Pick<DeskVersionStore, "findDeskVersion" | "addHolidayYears">;

interface LoadedVersion {
  readonly calendars: Desk["calendars"];
  readonly holidays: FrozenHolidays;
  readonly made: Map<string, BusinessCalendar>;
}

/** Old mail that is taken in late, and deadlines ten years ahead: such years are kept from the start, others when asked for. */
const KEPT_YEARS = { before: 5, after: 12 } as const;

/**
 * Finds calendars in the stored versions of the desk, so that a clock is always computed with the one it was promised by.
 * The holidays of a version are kept with it when it is first used: `table` decides only what no version has kept yet, so a
 * newer table changes nothing that was computed before (sla.md, when time counts).
 */
export function findCalendars(versions: DeskVersions, table: HolidaySource): CalendarFinder {
  // The promise and not what it gives: two at once would each keep holidays, and what one of them looked up would be lost.
  const loaded = new Map<number, Promise<LoadedVersion>>();
  const versionOf = (id: number): Promise<LoadedVersion> => {
    const known = loaded.get(id);
    if (known !== undefined) return known;
    const loading = loadVersion(versions, table, id);
    loaded.set(id, loading);
    loading.catch(() => loaded.delete(id));
    return loading;
  };
  return async (key, deskVersionId) => {
    const { calendars, holidays, made } = await versionOf(deskVersionId);
    await versions.addHolidayYears(deskVersionId, holidays.takeNew());
    const spec = calendars[key];
    if (spec === undefined) throw new Error(`desk version ${deskVersionId} has no calendar ${key}`);
    const calendar = made.get(key) ?? createCalendar(spec, holidays.source);
    made.set(key, calendar);
    return calendar;
  };
}

async function loadVersion(versions: DeskVersions, table: HolidaySource, id: number): Promise<LoadedVersion> {
  const stored = await findVersion(versions, id);
  const missing = missingYears(stored, table);
  await versions.addHolidayYears(id, missing);
  // Read again: where another process kept a year first, its holidays count.
  const { document, holidayYears } = missing.length === 0 ? stored : await findVersion(versions, id);
  return {
    calendars: (document as Pick<Desk, "calendars">).calendars,
    holidays: freezeHolidays(holidayYears, table),
    made: new Map(),
  };
}

async function findVersion(versions: DeskVersions, id: number): Promise<StoredDeskVersion> {
  const stored = await versions.findDeskVersion(id);
  if (stored === null) throw new Error(`desk version ${id} is not stored`);
  return stored;
}

function missingYears({ document, loadedAt, holidayYears }: StoredDeskVersion, table: HolidaySource): HolidayYear[] {
  const kept = freezeHolidays(holidayYears, table);
  const loadedIn = new Date(loadedAt).getUTCFullYear();
  const { calendars } = document as Pick<Desk, "calendars">;
  const countries = Object.values(calendars).flatMap((spec) => spec.holidays ?? []);
  for (const country of new Set(countries)) {
    for (let year = loadedIn - KEPT_YEARS.before; year <= loadedIn + KEPT_YEARS.after; year += 1) {
      kept.source(country, year);
    }
  }
  return kept.takeNew();
}
