import { type Instant, instant } from "../time/instant.ts";
import { formatLocalDate, type LocalDate, localDate, MILLISECONDS_A_DAY } from "../time/local-date.ts";

/** Warnings come when so many days are left, each once; 0: it has run out. */
export const EXPIRY_STAGES_DAYS = [0, 1, 7, 30] as const;

export interface SecretExpiry {
  /** The last day, in UTC: `YYYY-MM-DD`. */
  readonly lastDay: string;
  /** Whole days until its end; 0 on the day itself and after it. */
  readonly daysLeft: number;
  readonly stageDays: (typeof EXPIRY_STAGES_DAYS)[number];
}

/**
 * How soon a secret or a consent runs out: the day that was configured or the one that the token endpoint told, whichever is
 * earlier. Null while more than 30 days are left, or where nobody knows of an end.
 */
export function secretExpiry(configured: LocalDate | null, told: Instant | null, now: Instant): SecretExpiry | null {
  const ends = [configured === null ? null : instant((configured + 1) * MILLISECONDS_A_DAY), told];
  const end = Math.min(...ends.map((one) => one ?? Number.POSITIVE_INFINITY));
  const left = (end - now) / MILLISECONDS_A_DAY;
  const stageDays = EXPIRY_STAGES_DAYS.find((days) => left <= days);
  if (stageDays === undefined) return null;
  const lastDay = formatLocalDate(localDate(Math.ceil(end / MILLISECONDS_A_DAY) - 1));
  return { lastDay, daysLeft: Math.max(0, Math.floor(left)), stageDays };
}
