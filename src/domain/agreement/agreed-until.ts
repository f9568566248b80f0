import type { Agreement } from "../desk/organisation.ts";
import { dateOf, formatLocalDate, type LocalDate, parseLocalDate } from "../time/local-date.ts";

/**
 * The last day (`YYYY-MM-DD`) of the term that an agreement is in on the date `today`: `to`, or where it renews itself and that has passed, the first
 * of its renewals that has not. Counted from `to` each time, so that the 31st of a month becomes the last day of shorter ones and comes back.
 */
export function agreedUntil({ to, renewalMonths }: Pick<Agreement, "to" | "renewalMonths">, today: string): string {
  const first = parseLocalDate(to);
  const now = parseLocalDate(today);
  if (renewalMonths === null || first === null || now === null || now <= first) return to;
  // A month has at most 31 days: so many renewals have passed for certain, and few more have to be tried.
  let renewals = Math.max(1, Math.floor((now - first) / (renewalMonths * 31)));
  while (monthsAfter(first, renewals * renewalMonths) < now) renewals += 1;
  return formatLocalDate(monthsAfter(first, renewals * renewalMonths));
}

function monthsAfter(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = formatLocalDate(date).split("-").map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dateOf(year, month + months, Math.min(day, lastDay));
}
