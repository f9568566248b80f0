import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { CalendarSpec } from "../../../../src/domain/calendar/calendar-spec.ts";
import type { ClockEvent } from "../../../../src/domain/sla/clock-event.ts";
import { type ExplanationRow, explainClock, type NotCounted } from "../../../../src/domain/sla/explain-clock.ts";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, OFFICE } from "../../../support/calendars.ts";

test("a night and a pause are told with their reasons, and the sum goes on", () => {
  const events: ClockEvent[] = [
    { at: on("2026-11-17T14:00"), type: "pause", reason: "requester" },
    { at: on("2026-11-17T14:30"), type: "resume", reason: "requester" },
    { at: on("2026-11-18T08:00"), type: "met", answer: "a" },
  ];
  expect(explain({ start: "2026-11-17T13:00", events, asOf: "2026-11-18T09:00" })).toEqual([
    "11-17 13:00 start, target 240",
    "11-17 13:00 to 14:00 counted 60, sum 60",
    "11-17 14:00 pause, sum 60",
    "11-17 14:00 to 14:30 paused for requester, 30 open, sum 60",
    "11-17 14:30 resume, sum 60",
    "11-17 14:30 to 15:00 counted 30, sum 90",
    "11-17 15:00 to 07:00 closed, sum 90",
    "11-18 07:00 to 08:00 counted 60, sum 150",
    "11-18 08:00 met, sum 150",
    "11-18 08:00 to 09:00 met, 60 open, sum 150",
  ]);
});

test("holidays are named and closures dated, weekends need no reason", () => {
  const calendar = { ...OFFICE, closures: [{ date: "2026-12-24" }] };
  expect(explain({ calendar, start: "2026-12-23T14:00", asOf: "2026-12-28T08:00" })).toEqual([
    "12-23 14:00 start, target 240",
    "12-23 14:00 to 15:00 counted 60, sum 60",
    "12-23 15:00 to 07:00 closed for Juledag and 2026-12-24, sum 60",
    "12-28 07:00 to 08:00 counted 60, sum 120",
  ]);
});

test("a closure is named where it took hours away, not in the night before, and an opening that gives them back unnames it", () => {
  const closures = [{ date: "2026-12-23", from: "12:00", to: "16:00" }];
  expect(explain({ calendar: { ...OFFICE, closures }, start: "2026-12-22T14:00", asOf: "2026-12-23T14:00" })).toEqual([
    "12-22 14:00 start, target 240",
    "12-22 14:00 to 15:00 counted 60, sum 60",
    "12-22 15:00 to 07:00 closed, sum 60",
    "12-23 07:00 to 10:00 counted 180, sum 240",
    "12-23 10:00 breach, sum 240",
    "12-23 10:00 to 11:00 counted 60, sum 300",
    "12-23 11:00 to 14:00 closed for 2026-12-23, sum 300",
  ]);
  const openings = [{ date: "2026-12-23", from: "12:00", to: "16:00" }];
  const told = explain({
    calendar: { ...OFFICE, closures, openings },
    start: "2026-12-23T14:00",
    asOf: "2026-12-23T16:00",
  });
  expect(told.at(-1)).toBe("12-23 15:00 to 16:00 closed, sum 60");
});

test("the breach stands at its instant, in the middle of what is counted", () => {
  expect(explain({ start: "2026-11-17T07:00", asOf: "2026-11-17T12:00" })).toEqual([
    "11-17 07:00 start, target 240",
    "11-17 07:00 to 11:00 counted 240, sum 240",
    "11-17 11:00 breach, sum 240",
    "11-17 11:00 to 12:00 counted 60, sum 300",
  ]);
});

test("an answer that bounced is shown and said not to count", () => {
  const events: ClockEvent[] = [
    { at: on("2026-11-17T08:00"), type: "met", answer: "a" },
    { at: on("2026-11-17T09:00"), type: "revoke", answer: "a" },
    { at: on("2026-11-17T09:30"), type: "cancel" },
  ];
  expect(explain({ start: "2026-11-17T07:00", events, asOf: "2026-11-17T10:00" })).toEqual([
    "11-17 07:00 start, target 240",
    "11-17 07:00 to 08:00 counted 60, sum 60",
    "11-17 08:00 met (does not count), sum 60",
    "11-17 08:00 to 09:00 counted 60, sum 120",
    "11-17 09:00 revoke, sum 120",
    "11-17 09:00 to 09:30 counted 30, sum 150",
    "11-17 09:30 cancel, sum 150",
    "11-17 09:30 to 10:00 cancelled, 30 open, sum 150",
  ]);
});

interface Told {
  readonly calendar?: CalendarSpec;
  readonly start: string;
  readonly events?: readonly ClockEvent[];
  readonly asOf: string;
}

function explain({ calendar = OFFICE, start, events = [], asOf }: Told): string[] {
  const history = { start: on(start), targetMinutes: 240, calendar: createCalendar(calendar, danishOnly), events };
  return explainClock(history, on(asOf)).map(tell);
}

function tell(row: ExplanationRow): string {
  const at = new Date(row.at).toISOString().slice(5, 16).replace("T", " ");
  const sum = `sum ${row.sumMilliseconds / 60_000}`;
  if (row.kind === "start") return `${at} start, target ${row.targetMinutes}`;
  if (row.kind === "breach") return `${at} breach, ${sum}`;
  if (row.kind === "event") return `${at} ${row.event.type}${row.counts ? "" : " (does not count)"}, ${sum}`;
  const to = new Date(row.to).toISOString().slice(11, 16);
  if (row.kind === "counted") return `${at} to ${to} counted ${row.milliseconds / 60_000}, ${sum}`;
  const open = row.openMilliseconds > 0 ? `, ${row.openMilliseconds / 60_000} open` : "";
  return `${at} to ${to} ${reason(row.why)}${open}, ${sum}`;
}

function reason(why: NotCounted): string {
  if (why.kind === "paused") return `paused for ${why.reasons.join(", ")}`;
  if (why.kind !== "closed") return why.kind;
  const causes = [...why.holidays.map(({ name }) => name.da), ...why.closures];
  return causes.length > 0 ? `closed for ${causes.join(" and ")}` : "closed";
}

function on(time: string): Instant {
  return parseInstant(`${time}:00Z`) as Instant;
}
