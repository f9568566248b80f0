import { createRequire } from "node:module";
import type Holidays from "date-holidays";
import { danishHolidays } from "../domain/calendar/danish-holidays.ts";
import type { Holiday, HolidaySource } from "../domain/calendar/holiday-source.ts";
import {
  formatLocalDate,
  type LocalDate,
  localDate,
  MILLISECONDS_A_DAY,
  parseLocalDate,
} from "../domain/time/local-date.ts";

type HolidaysOfYear = (year: number) => readonly Holiday[];
type BegunHoliday = ReturnType<Holidays["getHolidays"]>[number];

const require = createRequire(import.meta.url);

/**
 * Public holidays by country: our own table decides for `dk`, date-holidays gives the others (`de`, or a state: `de-by`).
 * Years are remembered, since date-holidays takes milliseconds for each.
 */
export function createHolidaySource(): HolidaySource {
  const countries = new Map<string, HolidaysOfYear>();
  return (country, year) => {
    const code = country.toLowerCase();
    const known = countries.get(code) ?? findCountry(code);
    if (known === null) return null;
    countries.set(code, known);
    return known(year);
  };
}

function findCountry(code: string): HolidaysOfYear | null {
  if (code === "dk") return rememberYears(danishHolidays);
  const [country = "", state, region] = code.toUpperCase().split("-");
  // Loaded when a desk names another country: 25 MB of memory and a tenth of a start that most desks can spare.
  const Library = require("date-holidays") as typeof Holidays;
  const library = new Library();
  if (library.getCountries()?.[country] === undefined) return null;
  if (state !== undefined && library.getStates(country)?.[state] === undefined) return null;
  if (region !== undefined && library.getRegions(country, state ?? "")?.[region] === undefined) return null;
  library.init([country, state, region].filter((part) => part !== undefined).join("-"), { types: ["public"] });
  // Each year is asked for twice, for itself and for the next: its holidays may run over New Year.
  const begun = rememberYears((year) => library.getHolidays(year, "en"));
  return rememberYears((year) => publicHolidays([...begun(year - 1), ...begun(year)], year));
}

function rememberYears<T>(find: (year: number) => readonly T[]): (year: number) => readonly T[] {
  const years = new Map<number, readonly T[]>();
  return (year) => {
    const holidays = years.get(year) ?? find(year);
    years.set(year, holidays);
    return holidays;
  };
}

// A holiday of several days (Eid, Lunar New Year) is given once, with its length.
function publicHolidays(begun: readonly BegunHoliday[], year: number): Holiday[] {
  return begun
    .filter(({ type }) => type === "public")
    .flatMap(({ date, start, end, name }) =>
      datesOf(date, end.getTime() - start.getTime()).map((day) => ({ date: day, name: { en: name } })),
    )
    .filter((holiday) => holiday.date.startsWith(`${year}-`));
}

function datesOf(first: string, lengthMilliseconds: number): string[] {
  const date = parseLocalDate(first.slice(0, 10)) as LocalDate;
  // Rounded: the day on which the clocks change has 23 or 25 hours.
  const days = Math.max(1, Math.round(lengthMilliseconds / MILLISECONDS_A_DAY));
  return Array.from({ length: days }, (_, index) => formatLocalDate(localDate(date + index)));
}
