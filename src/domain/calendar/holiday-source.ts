/** One public holiday: the local date `YYYY-MM-DD` it empties, and its name for explanations. */
export interface Holiday {
  readonly date: string;
  readonly name: { readonly da?: string; readonly en: string };
}

/** The public holidays of one country (lower-case) in one year. */
export interface HolidayYear {
  readonly country: string;
  readonly year: number;
  readonly holidays: readonly Holiday[];
}

/**
 * Gives the public holidays of a country (`dk`, `de`, or a state such as `de-by`) in one year; null when the country is
 * unknown. Must answer alike every time it is asked: answers are cached with the calendar.
 */
export type HolidaySource = (country: string, year: number) => readonly Holiday[] | null;
