import { Temporal } from "temporal-polyfill";
import type { Instant } from "../time/instant.ts";
import { takenAtOf } from "./backup-name.ts";

/**
 * The backups that may go: those of a date (on the wall of `zone`) that is not among the last `keepDays` dates, today being one of them. By dates and
 * not by hours, so that a daily backup that is a second late leaves no day out and keeps none too many. Whatever its age the newest stays: a desk
 * whose backups fail does not lose its last good one. Names that are not of backups never go: they are somebody else's files.
 */
export function expiredBackups(
  names: readonly string[],
  now: Instant,
  { zone, keepDays }: { readonly zone: string; readonly keepDays: number },
): string[] {
  const dateOf = (at: Instant) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const oldestKept = dateOf(now).subtract({ days: keepDays - 1 });
  const dated = names
    .flatMap((name) => {
      const takenAt = takenAtOf(name);
      return takenAt === null ? [] : [{ name, takenAt }];
    })
    .sort((one, other) => other.takenAt - one.takenAt);
  return dated
    .slice(1)
    .filter(({ takenAt }) => Temporal.PlainDate.compare(dateOf(takenAt), oldestKept) < 0)
    .map(({ name }) => name);
}
