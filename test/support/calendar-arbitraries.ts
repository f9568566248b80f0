import fc from "fast-check";
import { type CalendarSpec, type HoursSpan, WEEKDAYS } from "../../src/domain/calendar/calendar-spec.ts";

/** Zones with an hour, half an hour and none to change; whole, half and quarter offsets; both hemispheres; both ends of the day. */
export const ZONES = [
  "Europe/Copenhagen",
  "Europe/London",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "America/Los_Angeles",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "UTC",
] as const;

const MINUTE = 60_000;
const DAY = 86_400_000;

// Days on which something happens: the clocks change somewhere, holidays, turns of the year, a leap day's neighbours.
const EVENTFUL = [
  "2026-01-01",
  "2026-02-18",
  "2026-03-08",
  "2026-03-22",
  "2026-03-29",
  "2026-04-03",
  "2026-04-05",
  "2026-04-24",
  "2026-05-14",
  "2026-05-25",
  "2026-09-06",
  "2026-09-27",
  "2026-10-04",
  "2026-10-25",
  "2026-10-30",
  "2026-11-01",
  "2026-12-25",
  "2027-01-01",
  "2027-03-28",
].map((date) => Date.parse(`${date}T00:00:00Z`));

/** An instant within two days of an eventful one: on the quarter, on the minute, or in the middle of one. */
export const arbitraryInstant: fc.Arbitrary<number> = fc
  .tuple(
    fc.constantFrom(...EVENTFUL),
    fc.integer({ min: -2 * DAY, max: 2 * DAY }),
    fc.constantFrom(15 * MINUTE, MINUTE, MINUTE, 1),
  )
  .map(([day, distance, grain]) => day + Math.floor(distance / grain) * grain);

const minuteOfDay = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.constantFrom(0, 1, 60, 105, 120, 135, 150, 165, 180, 480, 960, 1380, 1440),
);

const spans: fc.Arbitrary<HoursSpan[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<HoursSpan[]>([["08:00", "16:00"]]) },
  { weight: 1, arbitrary: fc.constant<HoursSpan[]>([["00:00", "24:00"]]) },
  {
    weight: 3,
    // Sorted different minutes, taken two by two, never overlap; with repeats taken out they may still touch nowhere.
    arbitrary: fc.uniqueArray(minuteOfDay, { minLength: 0, maxLength: 6 }).map((minutes) => {
      const sorted = [...minutes].sort((one, other) => one - other);
      const pairs: HoursSpan[] = [];
      for (let index = 0; index + 1 < sorted.length; index += 2) {
        pairs.push([clock(sorted[index] as number), clock(sorted[index + 1] as number)]);
      }
      return pairs;
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<HoursSpan[]>([
      ["00:00", "02:30"],
      ["02:30", "03:00"],
    ]),
  },
);

const eventfulDate = fc
  .tuple(fc.constantFrom(...EVENTFUL), fc.integer({ min: -2, max: 2 }))
  .map(([day, days]) => new Date(day + days * DAY).toISOString().slice(0, 10));

const part = fc
  .tuple(minuteOfDay, minuteOfDay)
  .filter(([one, other]) => one !== other)
  .map(([one, other]) => ({ from: clock(Math.min(one, other)), to: clock(Math.max(one, other)) }));

const closure = fc
  .tuple(eventfulDate, fc.option(part, { nil: undefined }))
  .map(([date, within]) => ({ date, ...within }));

const opening = fc.tuple(eventfulDate, part).map(([date, within]) => ({ date, ...within }));

/** A calendar without faults: some weekday opens, openings of one date do not overlap. */
export const arbitraryCalendar: fc.Arbitrary<CalendarSpec> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    week: fc.array(spans, { minLength: 7, maxLength: 7 }).filter((days) => days.some((day) => day.length > 0)),
    holidays: fc.constantFrom<string[]>([], ["dk"]),
    closures: fc.array(closure, { maxLength: 3 }),
    openings: fc.uniqueArray(opening, { maxLength: 3, selector: ({ date }) => date }),
  })
  .map(({ week, ...rest }) => ({
    ...rest,
    hours: Object.fromEntries(WEEKDAYS.map((day, index) => [day, week[index] ?? []])),
  }));

/** Whole minutes, many of them the targets people promise. */
export const arbitraryTarget: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 15, 30, 59, 60, 120, 240, 480),
  fc.integer({ min: 0, max: 600 }),
);

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
