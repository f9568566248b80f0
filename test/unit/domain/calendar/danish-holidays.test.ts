import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { danishHolidays } from "../../../../src/domain/calendar/danish-holidays.ts";

// Written from the almanac, not from a formula: Maundy Thursday, Great Prayer Day, Ascension, Whit Monday.
const movable: [year: number, ...dates: (string | null)[]][] = [
  [2019, "04-18", "05-17", "05-30", "06-10"],
  [2020, "04-09", "05-08", "05-21", "06-01"],
  [2021, "04-01", "04-30", "05-13", "05-24"],
  [2022, "04-14", "05-13", "05-26", "06-06"],
  [2023, "04-06", "05-05", "05-18", "05-29"],
  [2024, "03-28", null, "05-09", "05-20"],
  [2025, "04-17", null, "05-29", "06-09"],
  [2026, "04-02", null, "05-14", "05-25"],
  [2027, "03-25", null, "05-06", "05-17"],
  [2038, "04-22", null, "06-03", "06-14"],
];

test.each(movable)("the movable Danish holidays of %i", (year, maundy, prayer, ascension, whitMonday) => {
  const named = (da: string) => danishHolidays(year).find(({ name }) => name.da === da)?.date ?? null;
  const dated = (date: string | null | undefined) => (date ? `${year}-${date}` : null);
  expect(named("Skærtorsdag")).toBe(dated(maundy));
  expect(named("Store bededag")).toBe(dated(prayer));
  expect(named("Kristi himmelfartsdag")).toBe(dated(ascension));
  expect(named("2. pinsedag")).toBe(dated(whitMonday));
});

test("every Danish holiday has a Danish and an English name and stands in order of date", () => {
  const holidays = danishHolidays(2023);
  expect(holidays.map(({ date, name }) => `${date} ${name.da} / ${name.en}`)).toEqual([
    "2023-01-01 Nytårsdag / New Year's Day",
    "2023-04-06 Skærtorsdag / Maundy Thursday",
    "2023-04-07 Langfredag / Good Friday",
    "2023-04-09 Påskedag / Easter Sunday",
    "2023-04-10 2. påskedag / Easter Monday",
    "2023-05-05 Store bededag / Great Prayer Day",
    "2023-05-18 Kristi himmelfartsdag / Ascension Day",
    "2023-05-28 Pinsedag / Whit Sunday",
    "2023-05-29 2. pinsedag / Whit Monday",
    "2023-12-25 Juledag / Christmas Day",
    "2023-12-26 2. juledag / Boxing Day",
  ]);
});

test("Christmas Eve, New Year's Eve and Constitution Day are no public holidays", () => {
  const dates = danishHolidays(2026).map(({ date }) => date);
  for (const date of ["2026-12-24", "2026-12-31", "2026-06-05", "2026-05-01"]) expect(dates).not.toContain(date);
});

const shared = new URL("../../../../../shared/vectors/danish-holidays.csv", import.meta.url);
if (existsSync(shared)) {
  test("the Danish holidays of 2020 to 2040 are those of the shared table", () => {
    const expected = readFileSync(shared, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.slice(0, 10));
    const years = Array.from({ length: 21 }, (_, index) => 2020 + index);
    expect(years.flatMap((year) => danishHolidays(year).map(({ date }) => date))).toEqual(expected);
  });
}
