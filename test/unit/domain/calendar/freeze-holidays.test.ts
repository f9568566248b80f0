import { expect, test } from "@jest/globals";
import { freezeHolidays, keepsHolidays } from "../../../../src/domain/calendar/freeze-holidays.ts";
import type { HolidaySource } from "../../../../src/domain/calendar/holiday-source.ts";

const newYear = (year: number) => [{ date: `${year}-01-01`, name: { en: "New Year's Day" } }];
const table: HolidaySource = (country, year) => (country.toLowerCase() === "dk" ? newYear(year) : null);
const may = [{ date: "2027-05-01", name: { en: "Labour Day" } }];
const kept = [{ country: "dk", year: 2027, holidays: may }];

test("a year that was kept is answered as it was kept, whatever the table says now", () => {
  const { source, takeNew } = freezeHolidays(kept, table);
  expect(source("dk", 2027)).toEqual(may);
  expect(source("DK", 2027)).toEqual(may);
  expect(takeNew()).toEqual([]);
});

test("a year that was not kept is looked up once, and handed over to be kept", () => {
  let lookups = 0;
  const { source, takeNew } = freezeHolidays(kept, (country, year) => {
    lookups += 1;
    return table(country, year);
  });
  expect([source("DK", 2028), source("dk", 2028)]).toEqual([newYear(2028), newYear(2028)]);
  expect(lookups).toBe(1);
  expect(takeNew()).toEqual([{ country: "dk", year: 2028, holidays: newYear(2028) }]);
  expect(takeNew()).toEqual([]);
  expect(source("xx", 2028)).toBeNull();
  expect(takeNew()).toEqual([]);
});

test("a table keeps what was kept while its dates are the same, however it names them", () => {
  const renamed: HolidaySource = (_country, year) => [{ date: `${year}-05-01`, name: { en: "May Day" } }];
  expect(keepsHolidays(kept, renamed)).toBe(true);
  expect(keepsHolidays(kept, table)).toBe(false);
  expect(keepsHolidays(kept, () => null)).toBe(false);
  expect(keepsHolidays([], table)).toBe(true);
});
