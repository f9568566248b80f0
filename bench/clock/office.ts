import type { CalendarSpec } from "../../src/domain/calendar/calendar-spec.ts";

const day = (from: string, to: string) => [[from, to]] as const;

/** The calendar that every question of this bench is asked of, the peers' too. */
export const OFFICE = {
  zone: "Europe/Copenhagen",
  hours: {
    mon: day("08:00", "16:00"),
    tue: day("08:00", "16:00"),
    wed: day("08:00", "16:00"),
    thu: day("08:00", "16:00"),
    fri: day("08:00", "14:30"),
  },
  holidays: ["dk"],
} satisfies CalendarSpec;
