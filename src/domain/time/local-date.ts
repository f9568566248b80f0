/** A local date as the number of days since 1970-01-01: dates compare and add as plain numbers, and no zone is involved. */
export type LocalDate = number & { readonly __localDate: true };

export const MILLISECONDS_A_DAY = 86_400_000;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Marks a number of days since 1970-01-01 as a local date. */
export function localDate(daysSinceEpoch: number): LocalDate {
  return daysSinceEpoch as LocalDate;
}

/** Reads `YYYY-MM-DD`; null for anything else and for dates that do not exist, such as 2026-02-30. */
export function parseLocalDate(text: string): LocalDate | null {
  if (!DATE.test(text)) return null;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) return null;
  const date = localDate(milliseconds / MILLISECONDS_A_DAY);
  // Some engines roll 2026-02-30 over to March: a date must print as it was read.
  return formatLocalDate(date) === text ? date : null;
}

/** `YYYY-MM-DD`. */
export function formatLocalDate(date: LocalDate): string {
  return new Date(date * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

/** The calendar year a date lies in. */
export function yearOf(date: LocalDate): number {
  return new Date(date * MILLISECONDS_A_DAY).getUTCFullYear();
}

/** The date of a day in a month; `month` counts from 1. Days past the end of the month run into the next. */
export function dateOf(year: number, month: number, day: number): LocalDate {
  return localDate(Date.UTC(year, month - 1, day) / MILLISECONDS_A_DAY);
}
