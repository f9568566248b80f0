import { expect, test } from "@jest/globals";
import type { HolidayYear } from "../../../../src/domain/calendar/holiday-source.ts";
import { findCalendars } from "../../../../src/usecases/clock/find-calendars.ts";
import { danishOnly } from "../../../support/calendars.ts";
import { at, oneVersion } from "../../../support/memory-clocks.ts";
import { testDesk } from "../../../support/test-desk.ts";

const desk = testDesk(`
calendars:
  office: { zone: UTC, hours: { mon: [["08:00", "16:00"]] }, holidays: [dk] }
  other: { zone: UTC, hours: { tue: [["08:00", "16:00"]] }, holidays: [dk] }
`);

test("two who ask for a calendar at once load its version once, and no year that either looks up is lost", async () => {
  const stored: HolidayYear[] = [];
  let loads = 0;
  const versions = {
    ...oneVersion(desk),
    findDeskVersion: async (id: number) => {
      loads += 1;
      return { ...(await oneVersion(desk).findDeskVersion(id))!, holidayYears: [...stored] };
    },
    addHolidayYears: async (_: number, years: readonly HolidayYear[]) => void stored.push(...years),
  };
  const calendarFor = findCalendars(versions, danishOnly);
  const [office, other] = await Promise.all([calendarFor("office", 1), calendarFor("other", 1)]);
  // Once, and once more to see what another process kept first.
  expect(loads).toBe(2);
  office.intervals(at("2090-06-01T00:00:00.000Z"), at("2090-06-02T00:00:00.000Z"));
  other.intervals(at("2095-06-01T00:00:00.000Z"), at("2095-06-02T00:00:00.000Z"));
  await calendarFor("office", 1);
  const years = stored.map(({ year }) => year);
  expect(years).toEqual(expect.arrayContaining([2090, 2095]));
  expect(new Set(years).size).toBe(years.length);
});

test("a version that could not be loaded is loaded when it is asked for again", async () => {
  let isAway = true;
  const versions = {
    ...oneVersion(desk),
    findDeskVersion: async (id: number) => {
      if (isAway) throw new Error("the database is away");
      return oneVersion(desk).findDeskVersion(id);
    },
  };
  const calendarFor = findCalendars(versions, danishOnly);
  await expect(calendarFor("office", 1)).rejects.toThrow("away");
  isAway = false;
  expect(await calendarFor("office", 1)).toBeDefined();
});
