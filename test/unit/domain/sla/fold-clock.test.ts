import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { ClockEvent } from "../../../../src/domain/sla/clock-event.ts";
import type { ClockReading } from "../../../../src/domain/sla/clock-reading.ts";
import { countedIntervalsOf } from "../../../../src/domain/sla/counted-intervals-of.ts";
import { foldClock } from "../../../../src/domain/sla/fold-clock.ts";
import { formatInstant, type Instant, instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, OFFICE, roundTheClock } from "../../../support/calendars.ts";

// Tuesday 17 November 2026 in Copenhagen: the office opens at 07:00Z and closes at 15:00Z. All times below are UTC.
const office = createCalendar(OFFICE, danishOnly);
const always = createCalendar(roundTheClock("UTC"), danishOnly);

interface Expected {
  readonly state: ClockReading["state"];
  readonly deadline?: string | null;
  readonly spent?: number;
  readonly metAt?: string | null;
  readonly breachedAt?: string | null;
  readonly marks?: readonly (string | null)[];
}

interface Case {
  readonly target?: number;
  readonly start?: string;
  readonly marks?: readonly number[];
  readonly events: readonly ClockEvent[];
  readonly asOf: string;
  readonly expected: Expected;
}

const cases: Record<string, Case> = {
  "a clock runs from its start": {
    events: [],
    asOf: "09:00",
    expected: { state: "running", deadline: "11:00", spent: 120, metAt: null, breachedAt: null },
  },
  "at the deadline it is not breached yet": {
    events: [],
    asOf: "11:00",
    expected: { state: "running", deadline: "11:00", spent: 240, breachedAt: null },
  },
  "a millisecond later it is, at the deadline": {
    events: [],
    asOf: "11:00:00.001",
    expected: { state: "breached", deadline: "11:00", breachedAt: "11:00" },
  },
  "a target of nothing is breached as soon as time has passed the start": {
    target: 0,
    events: [],
    asOf: "07:00:00.001",
    expected: { state: "breached", deadline: "07:00", breachedAt: "07:00" },
  },
  "read before its start it has spent nothing": {
    events: [],
    asOf: "06:00",
    expected: { state: "running", deadline: "11:00", spent: 0 },
  },
  "an event after the reading is of no account": {
    events: [at("10:00", { type: "met", answer: "a" })],
    asOf: "09:00",
    expected: { state: "running", deadline: "11:00", spent: 120, metAt: null },
  },
  "an event before the start counts as at the start": {
    events: [at("06:00", { type: "pause", reason: "access" })],
    asOf: "09:00",
    expected: { state: "paused", deadline: null, spent: 0 },
  },
  "events are read in order of their instants, not of arrival": {
    events: [at("09:00", { type: "resume" }), at("08:00", { type: "pause", reason: "access" })],
    asOf: "10:00",
    expected: { state: "running", deadline: "12:00", spent: 120 },
  },
  "events of one instant are read in order of arrival": {
    events: [at("08:00", { type: "pause", reason: "access" }), at("08:00", { type: "resume" })],
    asOf: "09:00",
    expected: { state: "running", deadline: "11:00", spent: 120 },
  },
  "... and the other way round it stays paused": {
    events: [at("08:00", { type: "resume" }), at("08:00", { type: "pause", reason: "access" })],
    asOf: "09:00",
    expected: { state: "paused", deadline: null, spent: 60 },
  },
  "a pause is working time not counted": {
    events: [at("08:00", { type: "pause", reason: "requester" }), at("10:00", { type: "resume", reason: "requester" })],
    asOf: "10:30",
    expected: { state: "running", deadline: "13:00", spent: 90 },
  },
  "a pause over the night shifts nothing": {
    events: [at("15:30", { type: "pause", reason: "requester" }), at("22:00", { type: "resume" })],
    target: 540,
    asOf: "23:00",
    expected: { state: "running", deadline: "2026-11-18T08:00", spent: 480 },
  },
  "it runs when the last of two reasons is gone": {
    events: [
      at("08:00", { type: "pause", reason: "requester" }),
      at("08:30", { type: "pause", reason: "consent" }),
      at("09:00", { type: "resume", reason: "requester" }),
    ],
    asOf: "10:00",
    expected: { state: "paused", deadline: null, spent: 60 },
  },
  "a reason given twice is gone when resumed once": {
    events: [
      at("08:00", { type: "pause", reason: "access" }),
      at("08:30", { type: "pause", reason: "access" }),
      at("09:00", { type: "resume", reason: "access" }),
    ],
    asOf: "10:00",
    expected: { state: "running", deadline: "12:00", spent: 120 },
  },
  "resume without a reason takes all reasons away": {
    events: [
      at("08:00", { type: "pause", reason: "requester" }),
      at("08:00", { type: "pause", reason: "consent" }),
      at("09:00", { type: "resume" }),
    ],
    asOf: "10:00",
    expected: { state: "running", deadline: "12:00", spent: 120 },
  },
  "resume for another reason changes nothing": {
    events: [at("08:00", { type: "pause", reason: "access" }), at("09:00", { type: "resume", reason: "consent" })],
    asOf: "10:00",
    expected: { state: "paused", deadline: null, spent: 60 },
  },
  "paused at the very deadline it is not breached": {
    events: [at("11:00", { type: "pause", reason: "access" })],
    asOf: "14:00",
    expected: { state: "paused", deadline: null, spent: 240, breachedAt: null },
  },
  "a breached clock that is paused stays breached": {
    events: [at("11:01", { type: "pause", reason: "access" })],
    asOf: "14:00",
    expected: { state: "breached", deadline: "11:00", spent: 241, breachedAt: "11:00" },
  },
  "another target keeps what was spent": {
    events: [at("09:00", { type: "retarget", targetMinutes: 180 })],
    asOf: "09:30",
    expected: { state: "running", deadline: "10:00", spent: 150 },
  },
  "a target below what is spent is breached at that instant, not earlier": {
    events: [at("10:00", { type: "retarget", targetMinutes: 60 })],
    asOf: "10:01",
    expected: { state: "breached", deadline: "10:00", breachedAt: "10:00" },
  },
  "... and not before time has passed it": {
    events: [at("10:00", { type: "retarget", targetMinutes: 60 })],
    asOf: "10:00",
    expected: { state: "running", deadline: "10:00", breachedAt: null },
  },
  "a longer target at the very deadline prevents the breach": {
    events: [at("11:00", { type: "retarget", targetMinutes: 300 })],
    asOf: "11:30",
    expected: { state: "running", deadline: "12:00", breachedAt: null },
  },
  "a longer target after the breach does not undo it": {
    events: [at("11:00:01", { type: "retarget", targetMinutes: 480 })],
    asOf: "11:30",
    expected: { state: "breached", deadline: "11:00", breachedAt: "11:00" },
  },
  "another calendar counts from that instant": {
    events: [at("14:30", { type: "calendar", calendar: always })],
    target: 540,
    asOf: "15:30",
    expected: { state: "running", deadline: "16:00", spent: 510 },
  },
  "an answer at the deadline is in time": {
    events: [at("11:00", { type: "met", answer: "a" })],
    asOf: "12:00",
    expected: { state: "met", deadline: null, spent: 240, metAt: "11:00", breachedAt: null },
  },
  "a late answer leaves the breach and says how late": {
    events: [at("11:30", { type: "met", answer: "a" })],
    asOf: "12:00",
    expected: { state: "breached", deadline: "11:00", spent: 270, metAt: "11:30", breachedAt: "11:00" },
  },
  "the first answer wins": {
    events: [at("08:00", { type: "met", answer: "a" }), at("09:00", { type: "met", answer: "b" })],
    asOf: "12:00",
    expected: { state: "met", spent: 60, metAt: "08:00" },
  },
  "an answer while paused counts": {
    events: [at("08:00", { type: "pause", reason: "access" }), at("09:00", { type: "met", answer: "a" })],
    asOf: "12:00",
    expected: { state: "met", spent: 60, metAt: "09:00" },
  },
  "an answer that bounced had never been: the clock ran on": {
    events: [at("08:00", { type: "met", answer: "a" }), at("10:00", { type: "revoke", answer: "a" })],
    asOf: "10:30",
    expected: { state: "running", deadline: "11:00", spent: 210, metAt: null },
  },
  "until the bounce is known the answer stands": {
    events: [at("08:00", { type: "met", answer: "a" }), at("10:00", { type: "revoke", answer: "a" })],
    asOf: "09:59",
    expected: { state: "met", spent: 60, metAt: "08:00" },
  },
  "a bounce after the deadline is a breach at the deadline": {
    events: [at("08:00", { type: "met", answer: "a" }), at("13:00", { type: "revoke", answer: "a" })],
    asOf: "13:00",
    expected: { state: "breached", deadline: "11:00", metAt: null, breachedAt: "11:00" },
  },
  "another answer that stands then counts": {
    events: [
      at("08:00", { type: "met", answer: "a" }),
      at("09:00", { type: "met", answer: "b" }),
      at("13:00", { type: "revoke", answer: "a" }),
    ],
    asOf: "14:00",
    expected: { state: "met", spent: 120, metAt: "09:00" },
  },
  "a pause between a bounced answer and its bounce holds": {
    events: [
      at("08:00", { type: "met", answer: "a" }),
      at("09:00", { type: "pause", reason: "access" }),
      at("10:00", { type: "revoke", answer: "a" }),
    ],
    asOf: "14:00",
    expected: { state: "paused", deadline: null, spent: 120, metAt: null },
  },
  "a bounce of an answer nobody gave changes nothing": {
    events: [at("08:00", { type: "met", answer: "a" }), at("09:00", { type: "revoke", answer: "b" })],
    asOf: "14:00",
    expected: { state: "met", spent: 60, metAt: "08:00" },
  },
  "reopened it runs on, without the time in between": {
    events: [at("08:00", { type: "met", answer: "a" }), at("10:00", { type: "reopen" })],
    asOf: "10:30",
    expected: { state: "running", deadline: "13:00", spent: 90, metAt: null },
  },
  "reopened after a late answer it stays breached": {
    events: [at("11:30", { type: "met", answer: "a" }), at("12:00", { type: "reopen" })],
    asOf: "12:30",
    expected: { state: "breached", deadline: "11:00", spent: 300, metAt: null, breachedAt: "11:00" },
  },
  "reopen of what is not met changes nothing": {
    events: [at("08:00", { type: "pause", reason: "access" }), at("10:00", { type: "reopen" })],
    asOf: "10:30",
    expected: { state: "paused", deadline: null, spent: 60 },
  },
  "what happens to a met promise is of no account when it is reopened": {
    events: [
      at("08:00", { type: "met", answer: "a" }),
      at("08:30", { type: "pause", reason: "access" }),
      at("08:30", { type: "retarget", targetMinutes: 60 }),
      at("08:30", { type: "calendar", calendar: always }),
      at("08:30", { type: "cancel" }),
      at("10:00", { type: "reopen" }),
    ],
    asOf: "10:30",
    expected: { state: "running", deadline: "13:00", spent: 90 },
  },
  "a reason to pause from before the answer holds after reopening": {
    events: [
      at("08:00", { type: "pause", reason: "access" }),
      at("08:30", { type: "met", answer: "a" }),
      at("10:00", { type: "reopen" }),
    ],
    asOf: "10:30",
    expected: { state: "paused", deadline: null, spent: 60, metAt: null },
  },
  "a reopened clock can be met again": {
    events: [
      at("08:00", { type: "met", answer: "a" }),
      at("10:00", { type: "reopen" }),
      at("10:30", { type: "met", answer: "b" }),
    ],
    asOf: "14:00",
    expected: { state: "met", spent: 90, metAt: "10:30" },
  },
  "cancelled it counts no more": {
    events: [at("08:00", { type: "cancel" })],
    asOf: "14:00",
    expected: { state: "cancelled", deadline: null, spent: 60, breachedAt: null },
  },
  "nothing that comes after a cancel is of account": {
    events: [
      at("08:00", { type: "cancel" }),
      at("09:00", { type: "met", answer: "a" }),
      at("10:00", { type: "reopen" }),
    ],
    asOf: "14:00",
    expected: { state: "cancelled", deadline: null, spent: 60, metAt: null },
  },
  "an answer after a cancel is none": {
    events: [at("08:00", { type: "cancel" }), at("09:00", { type: "met", answer: "a" })],
    asOf: "14:00",
    expected: { state: "cancelled", metAt: null },
  },
  "cancelled after its breach it keeps the breach": {
    events: [at("11:30", { type: "cancel" })],
    asOf: "14:00",
    expected: { state: "cancelled", deadline: "11:00", spent: 270, breachedAt: "11:00" },
  },
  "marks are the instants at which so much had been spent": {
    events: [],
    marks: [300, 60, 0, -30, 240, 481],
    asOf: "16:00",
    expected: { state: "breached", marks: ["12:00", "08:00", "07:00", "07:00", "11:00", null] },
  },
  "a mark reached at the very reading is reached": {
    events: [],
    marks: [120, 121],
    asOf: "09:00",
    expected: { state: "running", marks: ["09:00", null] },
  },
  "a mark reached at closing is reached then, not at the next opening": {
    events: [],
    target: 960,
    marks: [480],
    asOf: "2026-11-18T08:00",
    expected: { state: "running", marks: ["15:00"] },
  },
  "a pause moves marks, another target does not": {
    events: [
      at("08:00", { type: "pause", reason: "access" }),
      at("09:00", { type: "resume" }),
      at("09:00", { type: "retarget", targetMinutes: 480 }),
    ],
    marks: [120],
    asOf: "12:00",
    expected: { state: "running", marks: ["10:00"] },
  },
  "no time at all is spent at the start, also when the clock begins paused": {
    events: [at("07:00", { type: "pause", reason: "access" })],
    marks: [0, 1],
    asOf: "09:00",
    expected: { state: "paused", marks: ["07:00", null] },
  },
  "a start in the night counts from opening": {
    start: "03:00",
    events: [],
    marks: [0, 1],
    asOf: "08:00",
    expected: { state: "running", deadline: "11:00", spent: 60, marks: ["03:00", "07:01"] },
  },
};

test.each(Object.entries(cases))(
  "%s",
  (_sentence, { target = 240, start = "07:00", marks, events, asOf, expected }) => {
    const history = { start: on(start), targetMinutes: target, calendar: office, events, marks: marks ?? [] };
    const reading = foldClock(history, on(asOf));
    expect(read(reading, expected)).toEqual(withDates(expected));
    const counted = countedIntervalsOf(reading).reduce((sum, [from, to]) => sum + to - from, 0);
    expect(counted).toBe(reading.elapsedMilliseconds);
  },
);

test("counted intervals join where a pause ends as it begins and where calendars meet", () => {
  const reading = foldClock(
    {
      start: on("07:00"),
      targetMinutes: 240,
      calendar: office,
      events: [
        at("08:00", { type: "pause", reason: "access" }),
        at("08:00", { type: "resume" }),
        at("09:00", { type: "calendar", calendar: always }),
      ],
    },
    on("10:00"),
  );
  expect(countedIntervalsOf(reading)).toEqual([[on("07:00"), on("10:00")]]);
});

test("a reading names each reason to pause once, in the order in which they came", () => {
  const events = ["consent", "access", "consent"].map((reason) => at("08:00", { type: "pause", reason }));
  const { pauseReasons } = foldClock({ start: on("07:00"), targetMinutes: 240, calendar: office, events }, on("09:00"));
  expect(pauseReasons).toEqual(["consent", "access"]);
});

test("a deadline more than ten years ahead is none", () => {
  const rare = createCalendar({ zone: "UTC", hours: { wed: [["10:00", "10:01"]] } }, danishOnly);
  const reading = (targetMinutes: number) =>
    foldClock({ start: on("07:00"), targetMinutes, calendar: rare, events: [] }, on("08:00"));
  expect(reading(521).deadline).toBe(parseInstant("2036-11-05T10:01:00Z"));
  expect(reading(523)).toMatchObject({ state: "running", deadline: null });
});

// Only what the case speaks of.
function read(reading: ClockReading, expected: Expected): Record<string, unknown> {
  const all: Record<string, unknown> = {
    state: reading.state,
    deadline: print(reading.deadline),
    spent: reading.elapsedMilliseconds / 60_000,
    metAt: print(reading.metAt),
    breachedAt: print(reading.breachedAt),
    marks: reading.marks.map(print),
  };
  return Object.fromEntries(Object.keys(expected).map((key) => [key, all[key]]));
}

function withDates(expected: Expected): Record<string, unknown> {
  const dated = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(dated);
    return typeof value === "string" && /\d:\d/.test(value) ? print(on(value)) : value;
  };
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, dated(value)]));
}

// Distributes over the kinds of event, so that each keeps its own fields.
type WithoutInstant<Event> = Event extends unknown ? Omit<Event, "at"> : never;

function at(time: string, event: WithoutInstant<ClockEvent>): ClockEvent {
  return { at: on(time), ...event } as ClockEvent;
}

function on(time: string): Instant {
  const dated = time.includes("T") ? time : `2026-11-17T${time}`;
  return parseInstant(`${dated}${/T\d\d:\d\d$/.test(dated) ? ":00" : ""}Z`) ?? instant(Number.NaN);
}

function print(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
