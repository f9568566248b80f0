import { Temporal } from "temporal-polyfill";
import { danishHolidays } from "../domain/calendar/danish-holidays.ts";
import { type Instant, instant } from "../domain/time/instant.ts";

const DAY_MS = 86_400_000;
const ZONE = "Europe/Copenhagen";

/** Local times of the story, all in Copenhagen. */
export interface StoryTimes {
  readonly fridayAfternoon: Instant;
  readonly warning: Instant;
  readonly breach: Instant;
}

/**
 * The Friday before the last Whit Monday that lies a month or more in the past, and what follows from it. The story is told
 * in the past because mailboxes stamp mail with the real time, and a clock starts at the earlier of the two.
 */
export function storyTimes(now: Instant): StoryTimes {
  const year = new Date(now).getUTCFullYear();
  const mondays = [year, year - 1].map(whitMonday);
  const monday = mondays.find((date) => at(date, 0, "00:00") < now - 30 * DAY_MS);
  if (monday === undefined) throw new Error("no Whit Monday in the past");
  return {
    fridayAfternoon: at(monday, -3, "14:00"),
    warning: at(monday, 2, "15:05"),
    breach: at(monday, 2, "15:59"),
  };
}

function whitMonday(year: number): string {
  const holiday = danishHolidays(year).find((one) => one.name.en === "Whit Monday");
  if (holiday === undefined) throw new Error(`no Whit Monday in ${year}`);
  return holiday.date;
}

function at(date: string, days: number, time: string): Instant {
  const local = Temporal.PlainDate.from(date).add({ days }).toPlainDateTime(Temporal.PlainTime.from(time));
  return instant(local.toZonedDateTime(ZONE).epochMilliseconds);
}
