import { dateOf, formatLocalDate, type LocalDate, localDate } from "../time/local-date.ts";
import type { Holiday } from "./holiday-source.ts";

interface DanishRule {
  readonly da: string;
  readonly en: string;
  readonly on: (year: number, easter: LocalDate) => LocalDate;
  readonly lastYear?: number;
}

// The public holidays of the national church and New Year. Great Prayer Day was abolished from 2024 (Act no. 214 of 2023).
// Christmas Eve, New Year's Eve and Constitution Day are no public holidays: a desk closes them by `closures`.
const RULES: readonly DanishRule[] = [
  { da: "Nytårsdag", en: "New Year's Day", on: (year) => dateOf(year, 1, 1) },
  { da: "Skærtorsdag", en: "Maundy Thursday", on: fromEaster(-3) },
  { da: "Langfredag", en: "Good Friday", on: fromEaster(-2) },
  { da: "Påskedag", en: "Easter Sunday", on: fromEaster(0) },
  { da: "2. påskedag", en: "Easter Monday", on: fromEaster(1) },
  { da: "Store bededag", en: "Great Prayer Day", on: fromEaster(26), lastYear: 2023 },
  { da: "Kristi himmelfartsdag", en: "Ascension Day", on: fromEaster(39) },
  { da: "Pinsedag", en: "Whit Sunday", on: fromEaster(49) },
  { da: "2. pinsedag", en: "Whit Monday", on: fromEaster(50) },
  { da: "Juledag", en: "Christmas Day", on: (year) => dateOf(year, 12, 25) },
  { da: "2. juledag", en: "Boxing Day", on: (year) => dateOf(year, 12, 26) },
];

/** The Danish public holidays of a year, in order of date, with Danish and English names. */
export function danishHolidays(year: number): readonly Holiday[] {
  const easter = easterSunday(year);
  return RULES.filter((rule) => year <= (rule.lastYear ?? year)).map(({ da, en, on }) => ({
    date: formatLocalDate(on(year, easter)),
    name: { da, en },
  }));
}

function fromEaster(days: number): DanishRule["on"] {
  return (_year, easter) => localDate(easter + days);
}

// The Gregorian computus as printed by Meeus, Astronomical Algorithms, chapter 8; the letters are his.
function easterSunday(year: number): LocalDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return dateOf(year, month, day);
}
