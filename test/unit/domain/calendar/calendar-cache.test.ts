import { expect, test } from "@jest/globals";
import { createCalendarCache } from "../../../../src/domain/calendar/calendar-cache.ts";
import { parseInstant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, OFFICE, roundTheClock } from "../../../support/calendars.ts";

test("the same text gives the same calendar, expanded once", () => {
  const calendars = createCalendarCache(danishOnly);
  expect(calendars(structuredClone(OFFICE))).toBe(calendars(structuredClone(OFFICE)));
});

test("a faulty calendar gives its faults, every time", () => {
  const calendars = createCalendarCache(danishOnly);
  for (let time = 0; time < 2; time += 1) {
    expect(calendars({ zone: "UTC" })).toMatchObject({ ok: false, faults: [{ path: [] }] });
  }
});

test("the calendar not asked for longest is forgotten first", () => {
  const calendars = createCalendarCache(danishOnly, { calendars: 2, intervals: 1_000_000 });
  const [utc, office] = [calendars(roundTheClock("UTC")), calendars(OFFICE)];
  expect(calendars(roundTheClock("UTC"))).toBe(utc);
  calendars(roundTheClock("Asia/Kathmandu"));
  expect(calendars(roundTheClock("UTC"))).toBe(utc);
  expect(calendars(OFFICE)).not.toBe(office);
});

test("calendars that have grown too large together are forgotten", () => {
  const calendars = createCalendarCache(danishOnly, { calendars: 10, intervals: 300 });
  const office = calendars(OFFICE);
  const start = parseInstant("2026-11-17T07:00:00Z");
  if (office.ok && start !== null)
    office.calendar.whenMeterShows(office.calendar.meterAt(start) + 2 * 2080 * 3_600_000);
  calendars(roundTheClock("UTC"));
  expect(calendars(OFFICE)).not.toBe(office);
});
