import { type BusinessCalendar, createCalendar } from "../../domain/calendar/business-calendar.ts";
import type { HolidaySource } from "../../domain/calendar/holiday-source.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { ClockStore } from "../ports/clock-store.ts";

/**
 * A calendar by its key and the version of the desk it belongs to; made once and kept. Throws when that version is not
 * stored or has no such calendar, which a validated desk cannot bring about.
 */
export type CalendarFinder = (key: string, deskVersionId: number) => Promise<BusinessCalendar>;

/** Finds calendars in the stored versions of the desk, so that a clock is always computed with the one it was promised by. */
export function findCalendars(clocks: Pick<ClockStore, "findDeskVersion">, holidays: HolidaySource): CalendarFinder {
  const versions = new Map<number, Pick<Desk, "calendars">>();
  const calendars = new Map<string, BusinessCalendar>();
  const versionOf = async (id: number): Promise<Pick<Desk, "calendars">> => {
    const known = versions.get(id) ?? ((await clocks.findDeskVersion(id)) as Pick<Desk, "calendars"> | null);
    if (known === null) throw new Error(`desk version ${id} is not stored`);
    versions.set(id, known);
    return known;
  };
  return async (key, deskVersionId) => {
    const name = `${deskVersionId} ${key}`;
    const spec = calendars.has(name) ? null : (await versionOf(deskVersionId)).calendars[key];
    if (spec === undefined) throw new Error(`desk version ${deskVersionId} has no calendar ${key}`);
    const calendar = calendars.get(name) ?? createCalendar(spec as NonNullable<typeof spec>, holidays);
    calendars.set(name, calendar);
    return calendar;
  };
}
