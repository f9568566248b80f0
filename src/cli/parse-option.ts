import { InvalidArgumentError } from "commander";
import { type LocalDate, parseLocalDate } from "../domain/time/local-date.ts";
import { readLocalMonth } from "../domain/time/local-month.ts";

/** Reads an option that must be one of a few words, which shells complete. */
export function oneOf<Word extends string>(
  words: readonly Word[],
): ((text: string) => Word) & { words: readonly Word[] } {
  const read = (text: string): Word => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new InvalidArgumentError(`Use one of: ${words.join(", ")}.`);
    return found;
  };
  return Object.assign(read, { words });
}

/** Reads an option that must be a whole number within limits. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Reads an option that must be a date. */
export function calendarDate(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new InvalidArgumentError("Use a date that exists, such as 2026-11-01.");
  return date;
}

/** Reads an option that must be a month; in which zone it begins is of no matter here. */
export function calendarMonth(text: string): string {
  if (readLocalMonth(text, "UTC") === null) throw new InvalidArgumentError("Use a month, such as 2026-11.");
  return text;
}
