import { validateCalendar } from "../domain/calendar/validate-calendar.ts";
import { isKnownZone } from "../domain/time/zone-offsets.ts";
import type { Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { createHolidaySource } from "./holiday-source.ts";

/** Every calendar is one in which time passes, and the desk's own zone exists. */
export function checkCalendars(file: DeskFile): Finding[] {
  const holidays = createHolidaySource();
  const calendars = Object.entries(file.calendars).flatMap(([id, calendar]) =>
    validateCalendar(calendar, holidays).map(({ path, message }) => ({ path: ["calendars", id, ...path], message })),
  );
  return [...checkZone(file.desk.zone), ...calendars];
}

function checkZone(zone: string | undefined): Finding[] {
  if (zone === undefined || isKnownZone(zone)) return [];
  const message = `unknown zone ${JSON.stringify(zone)}: name an IANA zone such as Europe/Copenhagen`;
  return [{ path: ["desk", "zone"], message }];
}
