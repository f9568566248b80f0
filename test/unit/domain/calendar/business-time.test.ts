import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import { countedIntervals, deadline, elapsedMilliseconds } from "../../../../src/domain/calendar/business-time.ts";
import type { CalendarSpec } from "../../../../src/domain/calendar/calendar-spec.ts";
import { formatInstant, type Instant, instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, everyDay, OFFICE, roundTheClock } from "../../../support/calendars.ts";

const dueTimes: [sentence: string, calendar: CalendarSpec, start: string, targetMinutes: number, due: string][] = [
  ["four hours on a Tuesday morning are due after lunch", OFFICE, "2026-11-17T07:10Z", 240, "2026-11-17T11:10Z"],
  ["a mail before opening counts from opening", OFFICE, "2026-11-17T05:59Z", 1, "2026-11-17T07:01Z"],
  ["a mail at closing counts from the next opening", OFFICE, "2026-11-17T15:00Z", 1, "2026-11-18T07:01Z"],
  ["work that fills the day is due at closing", OFFICE, "2026-11-17T07:00Z", 480, "2026-11-17T15:00Z"],
  ["one minute more is due after the next opening", OFFICE, "2026-11-17T07:00Z", 481, "2026-11-18T07:01Z"],
  ["two days that end on a short Friday", OFFICE, "2026-11-19T07:00Z", 870, "2026-11-20T13:30Z"],
  ["no target on a Sunday is due that very instant", OFFICE, "2026-11-22T03:04Z", 0, "2026-11-22T03:04Z"],
  ["seconds of the start are kept", OFFICE, "2026-11-17T07:10:11.012Z", 240, "2026-11-17T11:10:11.012Z"],
  ["Christmas 2026 is jumped from Thursday to Monday", OFFICE, "2026-12-24T14:00Z", 120, "2026-12-28T08:00Z"],
  ["Easter 2026 is jumped from Wednesday to Tuesday", OFFICE, "2026-04-01T13:00Z", 120, "2026-04-07T07:00Z"],
  ["the clocks go forward over a weekend: local hours stay", OFFICE, "2026-03-27T12:30Z", 120, "2026-03-30T07:00Z"],
  ["the clocks go back over a weekend: local hours stay", OFFICE, "2026-10-23T11:30Z", 120, "2026-10-26T08:00Z"],
  [
    "New York goes back a week later than Copenhagen",
    office("America/New_York"),
    "2026-10-30T20:30Z",
    60,
    "2026-11-02T14:00Z",
  ],
  [
    "Kathmandu opens at a quarter past the UTC hour",
    office("Asia/Kathmandu"),
    "2026-11-16T00:00Z",
    60,
    "2026-11-16T03:15Z",
  ],
  [
    "St John's opens at half past the UTC hour",
    office("America/St_Johns"),
    "2026-11-16T11:00Z",
    60,
    "2026-11-16T12:30Z",
  ],
  ["Chatham's Monday opens on Sunday in UTC", office("Pacific/Chatham"), "2026-11-15T00:00Z", 60, "2026-11-15T19:15Z"],
  ["Kiritimati is a whole day ahead", office("Pacific/Kiritimati"), "2026-11-15T17:00Z", 60, "2026-11-15T19:00Z"],
  ["UTC has no surprises", office("UTC"), "2026-03-29T00:00Z", 60, "2026-03-30T09:00Z"],
  [
    "round the clock, a day over spring forward is 24 true hours",
    roundTheClock("Europe/Copenhagen"),
    "2026-03-28T12:00Z",
    1440,
    "2026-03-29T12:00Z",
  ],
  ["sixty years away is one search", roundTheClock("UTC"), "2026-01-01T00:00Z", 31_557_600, "2086-01-01T00:00Z"],
];

test.each(dueTimes)("%s", (_sentence, spec, start, targetMinutes, due) => {
  const answer = deadline(createCalendar(spec, danishOnly), at(start), targetMinutes);
  expect(answer === null ? null : formatInstant(answer)).toBe(formatInstant(at(due)));
});

const openMinutes: [sentence: string, calendar: CalendarSpec, from: string, to: string, minutes: number][] = [
  ["an ordinary week is 38.5 hours", OFFICE, "2026-11-16T00:00Z", "2026-11-23T00:00Z", 2310],
  ["Great Prayer Day 2023 was not worked", OFFICE, "2023-05-04T22:00Z", "2023-05-05T22:00Z", 0],
  ["the same Friday in 2024 was", OFFICE, "2024-04-25T22:00Z", "2024-04-26T22:00Z", 390],
  [
    "a holiday starts at local midnight",
    { ...roundTheClock("Europe/Copenhagen"), holidays: ["dk"] },
    "2026-12-31T22:00Z",
    "2027-01-01T12:00Z",
    60,
  ],
  [
    "a night over spring forward in Copenhagen has seven hours",
    roundTheClock("Europe/Copenhagen"),
    "2026-03-28T23:00Z",
    "2026-03-29T06:00Z",
    420,
  ],
  [
    "the local Sunday of spring forward has 23 hours",
    sundays("Europe/Copenhagen", "00:00", "24:00"),
    "2026-03-28T00:00Z",
    "2026-03-30T00:00Z",
    1380,
  ],
  [
    "the local Sunday of fall back has 25 hours",
    sundays("Europe/Copenhagen", "00:00", "24:00"),
    "2026-10-24T00:00Z",
    "2026-10-26T12:00Z",
    1500,
  ],
  [
    "an opening inside the skipped hour never opens",
    sundays("Europe/Copenhagen", "02:00", "03:00"),
    "2026-03-28T00:00Z",
    "2026-03-30T00:00Z",
    0,
  ],
  [
    "an opening inside the repeated hour opens twice",
    sundays("Europe/Copenhagen", "02:00", "03:00"),
    "2026-10-24T00:00Z",
    "2026-10-26T12:00Z",
    120,
  ],
  [
    "Lord Howe repeats only half an hour",
    sundays("Australia/Lord_Howe", "01:00", "02:30"),
    "2026-04-04T00:00Z",
    "2026-04-06T00:00Z",
    120,
  ],
  [
    "Lord Howe skips only half an hour",
    sundays("Australia/Lord_Howe", "01:30", "03:00"),
    "2026-10-03T00:00Z",
    "2026-10-05T00:00Z",
    60,
  ],
  [
    "Chatham skips the hour from 02:45",
    sundays("Pacific/Chatham", "02:30", "04:00"),
    "2026-09-26T00:00Z",
    "2026-09-28T00:00Z",
    30,
  ],
  [
    "St John's went back at 00:01 in 2010: its Sunday began twice",
    sundays("America/St_Johns", "00:00", "00:01"),
    "2010-11-06T12:00Z",
    "2010-11-08T00:00Z",
    2,
  ],
  [
    "... and its Saturday had another hour before midnight",
    saturdays("America/St_Johns", "23:00", "24:00"),
    "2010-11-06T12:00Z",
    "2010-11-08T00:00Z",
    119,
  ],
  [
    "Samoa had no 30 December 2011",
    { zone: "Pacific/Apia", hours: { fri: [["00:00", "24:00"]] } },
    "2011-12-29T00:00Z",
    "2012-01-01T00:00Z",
    0,
  ],
  [
    "touching spans are one opening",
    {
      zone: "UTC",
      hours: {
        mon: [
          ["08:00", "12:00"],
          ["12:00", "16:00"],
        ],
      },
    },
    "2026-11-16T00:00Z",
    "2026-11-17T00:00Z",
    480,
  ],
  [
    "closures of one date may overlap",
    {
      ...OFFICE,
      closures: [
        { date: "2026-11-17", from: "09:00", to: "11:00" },
        { date: "2026-11-17", from: "10:00", to: "12:00" },
      ],
    },
    "2026-11-17T00:00Z",
    "2026-11-18T00:00Z",
    300,
  ],
  [
    "a closure without an end closes the rest of the day",
    { ...OFFICE, closures: [{ date: "2026-11-17", from: "12:00" }] },
    "2026-11-17T00:00Z",
    "2026-11-18T00:00Z",
    240,
  ],
  [
    "a closure without a start closes from midnight",
    { ...OFFICE, closures: [{ date: "2026-11-17", to: "12:00" }] },
    "2026-11-17T00:00Z",
    "2026-11-18T00:00Z",
    240,
  ],
  [
    "an opening wins over a closure and a holiday",
    { ...OFFICE, closures: [{ date: "2026-12-25" }], openings: [{ date: "2026-12-25", from: "10:00", to: "11:00" }] },
    "2026-12-25T00:00Z",
    "2026-12-26T00:00Z",
    60,
  ],
  [
    "an opening over ordinary hours counts once",
    { ...OFFICE, openings: [{ date: "2026-11-17", from: "15:00", to: "18:00" }] },
    "2026-11-17T00:00Z",
    "2026-11-18T00:00Z",
    600,
  ],
  ["a year that is asked for after a later one", OFFICE, "2020-01-01T00:00Z", "2020-01-04T00:00Z", 870],
];

test.each(openMinutes)("%s", (_sentence, spec, from, to, minutes) => {
  const calendar = createCalendar(spec, danishOnly);
  expect(elapsedMilliseconds(calendar, at(from), at(to))).toBe(minutes * 60_000);
  expect(elapsedMilliseconds(calendar, at(to), at(from))).toBe(minutes === 0 ? 0 : -minutes * 60_000);
  expect(sum(countedIntervals(calendar, at(from), at(to)))).toBe(minutes * 60_000);
});

test("asking for earlier years never moves what was answered for later ones", () => {
  const calendar = createCalendar(roundTheClock("Europe/Copenhagen"), danishOnly);
  const later = calendar.meterAt(at("2026-06-01T00:00Z"));
  const earlier = calendar.meterAt(at("2019-06-01T00:00Z"));
  expect(calendar.meterAt(at("2026-06-01T00:00Z"))).toBe(later);
  expect(later - earlier).toBe(at("2026-06-01T00:00Z") - at("2019-06-01T00:00Z"));
});

test("midnights and changes of the clocks cut no opening, in a year asked for later either", () => {
  const calendar = createCalendar(roundTheClock("Europe/Copenhagen"), danishOnly);
  calendar.meterAt(at("2026-06-01T00:00Z"));
  const [from, to] = [at("2025-02-01T00:00Z"), at("2026-12-01T00:00Z")];
  expect(countedIntervals(calendar, from, to)).toEqual([[from, to]]);
});

test("an opening over New Year in UTC is one interval, whichever year was asked for first", () => {
  const night: CalendarSpec = { zone: "America/New_York", hours: everyDay(["18:00", "20:00"]) };
  const expected = ["2026-12-31T23:00:00.000Z", "2027-01-01T01:00:00.000Z"];
  for (const first of ["2026-12-31T12:00Z", "2027-01-01T12:00Z"]) {
    const calendar = createCalendar(night, danishOnly);
    calendar.meterAt(at(first));
    const intervals = countedIntervals(calendar, at("2026-12-31T12:00Z"), at("2027-01-01T12:00Z"));
    expect(intervals.map((ends) => ends.map(formatInstant))).toEqual([expected]);
  }
});

test("counted intervals are cut at both ends and empty when the order is turned", () => {
  const calendar = createCalendar(OFFICE, danishOnly);
  const intervals = countedIntervals(calendar, at("2026-11-17T14:00Z"), at("2026-11-18T08:00Z"));
  expect(intervals.map((ends) => ends.map(formatInstant))).toEqual([
    ["2026-11-17T14:00:00.000Z", "2026-11-17T15:00:00.000Z"],
    ["2026-11-18T07:00:00.000Z", "2026-11-18T08:00:00.000Z"],
  ]);
  expect(countedIntervals(calendar, at("2026-11-18T08:00Z"), at("2026-11-17T14:00Z"))).toEqual([]);
});

test("a deadline past the last year is none, and an instant outside the years is refused", () => {
  const calendar = createCalendar({ zone: "UTC", hours: { mon: [["10:00", "10:01"]] } }, danishOnly);
  expect(deadline(calendar, at("2026-11-16T00:00Z"), 20_000)).toBeNull();
  expect(() => calendar.meterAt(at("1969-12-31T23:59Z"))).toThrow(RangeError);
  expect(() => calendar.meterAt(at("2200-01-01T00:00Z"))).toThrow(RangeError);
});

function office(zone: string): CalendarSpec {
  return { ...OFFICE, zone };
}

function sundays(zone: string, from: string, to: string): CalendarSpec {
  return { zone, hours: { sun: [[from, to]] } };
}

function saturdays(zone: string, from: string, to: string): CalendarSpec {
  return { zone, hours: { sat: [[from, to]] } };
}

function sum(intervals: readonly (readonly [Instant, Instant])[]): number {
  return intervals.reduce((total, [from, to]) => total + to - from, 0);
}

function at(text: string): Instant {
  return parseInstant(text.replace(/T(\d{2}:\d{2})Z/, "T$1:00Z")) ?? instant(Number.NaN);
}
