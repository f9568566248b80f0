import type { Agreement } from "../desk/organisation.ts";
import { parseLocalDate } from "../time/local-date.ts";
import { agreedUntil } from "./agreed-until.ts";

/** Whoever manages the account is told when so many days are left, each once. */
export const REMINDER_STAGES_DAYS = [7, 30, 90] as const;

export interface AgreementReminder {
  /** `YYYY-MM-DD`: the last day of the term. */
  readonly lastDay: string;
  /** Whole days until then; 0 on the day itself. */
  readonly daysLeft: number;
  readonly stageDays: (typeof REMINDER_STAGES_DAYS)[number];
}

/**
 * What there is to be reminded of on the date `today` (`YYYY-MM-DD`): the stage nearest to the end that has come, so that after a pause only that one
 * is told. Null while more than 90 days are left, before the agreement begins and after it has ended.
 */
export function agreementReminder(agreement: Agreement, today: string): AgreementReminder | null {
  const lastDay = agreedUntil(agreement, today);
  const [end, now] = [parseLocalDate(lastDay), parseLocalDate(today)];
  if (end === null || now === null || today < agreement.from || now > end) return null;
  const daysLeft = end - now;
  const stageDays = REMINDER_STAGES_DAYS.find((days) => daysLeft <= days);
  return stageDays === undefined ? null : { lastDay, daysLeft, stageDays };
}
