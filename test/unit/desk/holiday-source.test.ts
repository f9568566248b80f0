import { expect, test } from "@jest/globals";
import Holidays from "date-holidays";
import { createHolidaySource } from "../../../src/desk/holiday-source.ts";
import { danishHolidays } from "../../../src/domain/calendar/danish-holidays.ts";

test("for Denmark our table decides, and date-holidays agrees with it from 2020 to 2040", () => {
  const library = new Holidays("DK", { types: ["public"] });
  for (let year = 2020; year <= 2040; year += 1) {
    const theirs = library.getHolidays(year).filter(({ type }) => type === "public");
    const ours = createHolidaySource()("dk", year) ?? [];
    expect(ours).toEqual(danishHolidays(year));
    expect(ours.map(({ date }) => date)).toEqual(theirs.map(({ date }) => date.slice(0, 10)));
  }
});

test("another country has its public holidays and no others", () => {
  const german = createHolidaySource()("de", 2026)?.map(({ date }) => date);
  expect(german).toContain("2026-10-03");
  expect(german).not.toContain("2026-12-24");
  expect(german).not.toContain("2026-01-06");
});

test("a state has holidays of its own", () => {
  expect(createHolidaySource()("de-by", 2026)?.find(({ date }) => date === "2026-01-06")?.name.en).toBe("Epiphany");
});

test("a holiday of several days closes each of them", () => {
  const dates = createHolidaySource()("tr", 2026)?.map(({ date }) => date);
  expect(dates).toEqual(expect.arrayContaining(["2026-05-27", "2026-05-28", "2026-05-29", "2026-05-30"]));
});

test.each(["xx", "de-xx", "denmark", ""])("%j is no country", (code) => {
  expect(createHolidaySource()(code, 2026)).toBeNull();
});
