import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { CalendarSpec } from "../../../../src/domain/calendar/calendar-spec.ts";
import { opensAlike } from "../../../../src/domain/calendar/opens-alike.ts";
import { danishOnly, OFFICE } from "../../../support/calendars.ts";
import { at } from "../../../support/memory-clocks.ts";

const from = at("2026-05-01T00:00:00.000Z");
const to = at("2036-05-01T00:00:00.000Z");
const office = createCalendar(OFFICE, danishOnly);
const alike = (change: Partial<CalendarSpec>) =>
  opensAlike(office, createCalendar({ ...OFFICE, ...change }, danishOnly), from, to);

test("calendars that are open at the same instants are alike, however they are written", () => {
  expect(opensAlike(office, office, from, to)).toBe(true);
  expect(alike({ closures: [{ date: "2026-04-30" }, { date: "2026-05-03" }] })).toBe(true);
  const split = [
    ["08:00", "12:00"],
    ["12:00", "16:00"],
  ] as const;
  expect(alike({ hours: { ...OFFICE.hours, mon: split } })).toBe(true);
});

test("one closure, one longer day, one year ahead is enough to tell them apart", () => {
  expect(alike({ closures: [{ date: "2027-05-03" }] })).toBe(false);
  expect(alike({ openings: [{ date: "2035-12-01", from: "09:00", to: "09:01" }] })).toBe(false);
  expect(alike({ holidays: [] })).toBe(false);
  expect(alike({ zone: "Europe/Stockholm" })).toBe(true);
  expect(alike({ zone: "Europe/London" })).toBe(false);
});
