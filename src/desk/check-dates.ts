import { parseLocalDate } from "../domain/time/local-date.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";

/** Both dates of what lasts from one to the other are real ones, and in their order; `what` is the word for it (`agreement`). */
export function checkDates(what: string, dates: { from: string; to: string }, path: DeskPath): Finding[] {
  const findings = (["from", "to"] as const)
    .filter((key) => parseLocalDate(dates[key]) === null)
    .map((key) => ({ path: [...path, key], message: `${dates[key]} is not a day of the calendar; correct the date` }));
  if (findings.length > 0 || dates.from <= dates.to) return findings;
  const message = `the ${what} ends on ${dates.to}, before it begins on ${dates.from}; correct one of them`;
  return [{ path: [...path, "to"], message }];
}
