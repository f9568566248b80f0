import { CALENDAR_YEARS } from "../calendar/open-ledger.ts";
import type { Instant } from "./instant.ts";
import { dateOf } from "./local-date.ts";
import { startOfDate } from "./start-of-date.ts";

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/**
 * Reads a month (`2026-11`) as the wall of a zone shows it: from its first instant until before the first of the next. Null for anything
 * else, and for years for which no calendar is computed. Throws RangeError for an unknown zone.
 */
export function readLocalMonth(text: string, zone: string): { readonly from: Instant; readonly until: Instant } | null {
  const [, year, month] = MONTH.exec(text) ?? [];
  if (year === undefined || month === undefined) return null;
  if (Number(year) < CALENDAR_YEARS.first || Number(year) > CALENDAR_YEARS.last) return null;
  const first = dateOf(Number(year), Number(month), 1);
  const next = dateOf(Number(year), Number(month) + 1, 1);
  return { from: startOfDate(first, zone), until: startOfDate(next, zone) };
}
