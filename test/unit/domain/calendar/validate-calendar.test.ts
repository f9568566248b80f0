import { expect, test } from "@jest/globals";
import { validateCalendar } from "../../../../src/domain/calendar/validate-calendar.ts";
import { danishOnly, everyDay, OFFICE, roundTheClock } from "../../../support/calendars.ts";

const hours = { mon: [["08:00", "16:00"]] };
const zone = "Europe/Copenhagen";

const faulty: [sentence: string, spec: unknown, path: string, message: RegExp][] = [
  ["a calendar that is no map", [], "", /a calendar is a map/],
  ["a missing zone", { hours }, "", /`zone` is missing/],
  ["an unknown zone", { zone: "Europe/Kopenhagen", hours }, "zone", /unknown zone "Europe\/Kopenhagen"/],
  ["an offset instead of a zone", { zone: "+01:00", hours }, "zone", /unknown zone/],
  ["a zone that is no text", { zone: 1, hours }, "zone", /unknown zone 1/],
  ["missing hours", { zone }, "", /`hours` is missing/],
  ["hours that are a list", { zone, hours: [] }, "hours", /map of weekdays/],
  ["an unknown key", { zone, hours, holiday: ["dk"] }, "holiday", /unknown key `holiday`/],
  ["an unknown weekday", { zone, hours: { ...hours, monday: [] } }, "hours.monday", /unknown key `monday`/],
  [
    "a weekday that is no list",
    { zone, hours: { mon: "08:00-16:00" } },
    "hours.mon",
    /must be a list such as \[\["08:00"/,
  ],
  ["a span that is no pair", { zone, hours: { mon: [["08:00"]] } }, "hours.mon.0", /pair of times/],
  ["a time with seconds", { zone, hours: { mon: [["08:00:30", "16:00"]] } }, "hours.mon.0.0", /whole minutes/],
  ["a time without its zero", { zone, hours: { mon: [["8:00", "16:00"]] } }, "hours.mon.0.0", /"8:00" is no time/],
  ["a time past the day", { zone, hours: { mon: [["08:00", "24:01"]] } }, "hours.mon.0.1", /"24:01" is no time/],
  ["a minute past the hour", { zone, hours: { mon: [["08:60", "16:00"]] } }, "hours.mon.0.0", /"08:60" is no time/],
  ["a time that is a number", { zone, hours: { mon: [[480, "16:00"]] } }, "hours.mon.0.0", /480 is no time/],
  ["an opening over midnight", { zone, hours: { mon: [["22:00", "06:00"]] } }, "hours.mon.0", /night shift is two/],
  ["an empty opening", { zone, hours: { mon: [["08:00", "08:00"]] } }, "hours.mon.0", /before `to`/],
  [
    "overlapping openings",
    {
      zone,
      hours: {
        mon: [
          ["12:00", "16:00"],
          ["08:00", "12:01"],
        ],
      },
    },
    "hours.mon.1",
    /overlaps opening number 1/,
  ],
  [
    "the same opening twice",
    {
      zone,
      hours: {
        mon: [
          ["08:00", "16:00"],
          ["08:00", "16:00"],
        ],
      },
    },
    "hours.mon.1",
    /overlaps/,
  ],
  ["an unknown country", { zone, hours, holidays: ["dk", "xx"] }, "holidays.1", /unknown holiday country "xx"/],
  ["holidays that are no list", { zone, hours, holidays: "dk" }, "holidays", /must be a list such as \[dk\]/],
  ["a closure that is no map", { zone, hours, closures: ["2026-12-24"] }, "closures.0", /a closure is a map/],
  ["a closure without a date", { zone, hours, closures: [{ from: "12:00" }] }, "closures.0", /`date` is missing/],
  [
    "an impossible date",
    { zone, hours, closures: [{ date: "2026-02-30" }] },
    "closures.0.date",
    /impossible date "2026-02-30"/,
  ],
  [
    "a leap day in an ordinary year",
    { zone, hours, closures: [{ date: "2026-02-29" }] },
    "closures.0.date",
    /impossible/,
  ],
  [
    "a date beyond what is computed",
    { zone, hours, closures: [{ date: "2200-01-01" }] },
    "closures.0.date",
    /outside the years/,
  ],
  [
    "a closure that ends before it begins",
    { zone, hours, closures: [{ date: "2026-12-24", from: "12:00", to: "10:00" }] },
    "closures.0",
    /before `to`/,
  ],
  [
    "an unknown key in a closure",
    { zone, hours, closures: [{ date: "2026-12-24", until: "10:00" }] },
    "closures.0.until",
    /unknown key/,
  ],
  ["an opening that is no map", { zone, hours, openings: [null] }, "openings.0", /an opening is a map/],
  [
    "an opening without an end",
    { zone, hours, openings: [{ date: "2026-11-28", from: "10:00" }] },
    "openings.0",
    /`to` is missing: write the opening as \{ date/,
  ],
  [
    "openings of one date that overlap",
    {
      zone,
      hours,
      openings: [
        { date: "2026-11-28", from: "10:00", to: "12:00" },
        { date: "2026-11-28", from: "11:00", to: "13:00" },
      ],
    },
    "openings.1",
    /overlaps opening number 1/,
  ],
  ["no opening at all", { zone, hours: {} }, "hours", /never opens/],
  ["only empty days", { zone, hours: { mon: [] } }, "hours", /never opens/],
  [
    "openings on single dates only",
    { zone, hours: {}, openings: [{ date: "2026-11-28", from: "10:00", to: "12:00" }] },
    "hours",
    /never opens/,
  ],
  [
    "closures for more than a year",
    { zone, hours, closures: mondays(58) },
    "closures",
    /never opens in 400 days from 2026-01-05/,
  ],
];

test.each(faulty)("%s is refused with its path", (_sentence, spec, path, message) => {
  const faults = validateCalendar(spec, danishOnly);
  expect(faults).toHaveLength(1);
  expect(faults[0]?.path.join(".")).toBe(path);
  expect(faults[0]?.message).toMatch(message);
});

test("every fault is listed, not only the first", () => {
  const spec = {
    zone: "Nowhere",
    hours: { mon: [["08:00", "07:00"]], tue: [["x", "y"]] },
    closures: [{ date: "never" }],
  };
  expect(validateCalendar(spec, danishOnly).map(({ path }) => path.join("."))).toEqual([
    "zone",
    "hours.mon.0",
    "hours.tue.0.0",
    "hours.tue.0.1",
    "closures.0.date",
  ]);
});

const sound: [sentence: string, spec: unknown][] = [
  ["office hours", OFFICE],
  ["round the clock", roundTheClock("Pacific/Chatham")],
  [
    "touching openings",
    {
      zone,
      hours: {
        mon: [
          ["08:00", "12:00"],
          ["12:00", "24:00"],
        ],
      },
    },
  ],
  [
    "openings of one time on two dates",
    {
      zone,
      hours,
      openings: [
        { date: "2026-11-28", from: "10:00", to: "12:00" },
        { date: "2026-11-29", from: "10:00", to: "12:00" },
      ],
    },
  ],
  ["closures that overlap", { zone, hours, closures: [{ date: "2026-12-24" }, { date: "2026-12-24", from: "10:00" }] }],
  ["closures for a little less than 400 days", { zone, hours, closures: mondays(57) }],
  ["a minute a day inside the skipped hour", { zone, hours: everyDay(["02:30", "02:31"]) }],
];

test.each(sound)("%s are sound", (_sentence, spec) => {
  expect(validateCalendar(spec, danishOnly)).toEqual([]);
});

function mondays(count: number): { date: string }[] {
  return Array.from({ length: count }, (_, week) => ({
    date: new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10),
  }));
}
