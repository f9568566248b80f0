import type { HolidaySource, HolidayYear } from "./holiday-source.ts";

/** Holidays that answer as they did before, whatever the table they come from has become since. */
export interface FrozenHolidays {
  readonly source: HolidaySource;
  /** Years that `source` was asked for, and had to look up, since this was last asked: they must be kept too. */
  takeNew(): HolidayYear[];
}

/** Answers the years in `kept` as they were kept, all others from `table`, remembering what it said. */
export function freezeHolidays(kept: readonly HolidayYear[], table: HolidaySource): FrozenHolidays {
  const years = new Map(kept.map((one) => [keyOf(one.country, one.year), one.holidays]));
  let looked: HolidayYear[] = [];
  return {
    source: (country, year) => {
      const known = years.get(keyOf(country, year));
      if (known !== undefined) return known;
      const holidays = table(country, year);
      if (holidays === null) return null;
      years.set(keyOf(country, year), holidays);
      looked.push({ country: country.toLowerCase(), year, holidays });
      return holidays;
    },
    takeNew: () => {
      const taken = looked;
      looked = [];
      return taken;
    },
  };
}

/** Whether a table still gives the dates that were kept; names are of no account. */
export function keepsHolidays(kept: readonly HolidayYear[], table: HolidaySource): boolean {
  return kept.every(({ country, year, holidays }) => datesOf(holidays) === datesOf(table(country, year) ?? []));
}

function keyOf(country: string, year: number): string {
  return `${country.toLowerCase()} ${year}`;
}

function datesOf(holidays: HolidayYear["holidays"]): string {
  return [...new Set(holidays.map(({ date }) => date))].sort().join(" ");
}
