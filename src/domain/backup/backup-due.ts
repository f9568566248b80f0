import { Temporal } from "temporal-polyfill";
import type { Instant } from "../time/instant.ts";

/**
 * Whether a backup is owed at `now`: none was taken since `minuteOfDay` (minutes after midnight on the wall of `zone`) last came by. A time that
 * the clocks skip that day comes by as soon as they have.
 */
export function isBackupDue(last: Instant | null, now: Instant, plan: { zone: string; minuteOfDay: number }): boolean {
  return last === null || last < latestTurn(now, plan);
}

function latestTurn(now: Instant, { zone, minuteOfDay }: { zone: string; minuteOfDay: number }): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const wall = { hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 };
  const [turn, before] = [today, today.subtract({ days: 1 })].map((date) =>
    date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(wall) }),
  );
  const reached = [turn, before].map((at) => at?.epochMilliseconds ?? 0).filter((at) => at <= now);
  return Math.max(...reached);
}
