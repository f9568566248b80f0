import type { CalendarSpec } from "../../src/domain/calendar/calendar-spec.ts";
import { danishHolidays } from "../../src/domain/calendar/danish-holidays.ts";
import type { HolidaySource } from "../../src/domain/calendar/holiday-source.ts";

/** The desk's office hours: eight hours, a short Friday, Danish holidays. */
export const OFFICE: CalendarSpec = {
  zone: "Europe/Copenhagen",
  hours: {
    mon: [["08:00", "16:00"]],
    tue: [["08:00", "16:00"]],
    wed: [["08:00", "16:00"]],
    thu: [["08:00", "16:00"]],
    fri: [["08:00", "14:30"]],
  },
  holidays: ["dk"],
};

/** Open day and night in a zone. */
export function roundTheClock(zone: string): CalendarSpec {
  return { zone, hours: everyDay(["00:00", "24:00"]) };
}

/** The same opening on all seven days. */
export function everyDay(span: readonly [string, string]): CalendarSpec["hours"] {
  return { mon: [span], tue: [span], wed: [span], thu: [span], fri: [span], sat: [span], sun: [span] };
}

/** Knows Denmark and no other country. */
export const danishOnly: HolidaySource = (country, year) => (country === "dk" ? danishHolidays(year) : null);
