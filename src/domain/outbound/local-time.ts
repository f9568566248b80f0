import { Temporal } from "temporal-polyfill";
import type { Language } from "../desk/language.ts";
import type { Instant } from "../time/instant.ts";
import { formatLocalDate, type LocalDate } from "../time/local-date.ts";

const WEEKDAYS = {
  da: ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
} as const;
const MONTHS = {
  da: [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
  ],
  en: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
} as const;

/**
 * An instant as people in the desk's zone say it: `tirsdag den 7. april 2026 kl. 11.00`, `Tuesday 7 April 2026 at 11:00`.
 * The minute is cut, never rounded up: a promise must not sound later than it is.
 */
export function formatLocalTime(at: Instant, zone: string, language: Language): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const weekday = WEEKDAYS[language][local.dayOfWeek - 1];
  const month = MONTHS[language][local.month - 1];
  const hour = String(local.hour).padStart(2, "0");
  const minute = String(local.minute).padStart(2, "0");
  return language === "da"
    ? `${weekday} den ${local.day}. ${month} ${local.year} kl. ${hour}.${minute}`
    : `${weekday} ${local.day} ${month} ${local.year} at ${hour}:${minute}`;
}

/** A date as people say it: `7. april 2026`, `7 April 2026`. */
export function formatLongDate(date: LocalDate, language: Language): string {
  const { day, month, year } = Temporal.PlainDate.from(formatLocalDate(date));
  const name = MONTHS[language][month - 1];
  return language === "da" ? `${day}. ${name} ${year}` : `${day} ${name} ${year}`;
}
