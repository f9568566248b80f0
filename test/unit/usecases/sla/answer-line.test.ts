import { expect, test } from "@jest/globals";
import { createLineAnswerer } from "../../../../src/usecases/sla/answer-line.ts";
import { danishOnly, OFFICE, roundTheClock } from "../../../support/calendars.ts";

const answerLine = createLineAnswerer(danishOnly);
const start = "2026-11-17T07:00:00.000Z";
const deadline = { id: "d", op: "deadline", calendar: OFFICE, start, targetMinutes: 240 };
const elapsed = { id: "e", op: "elapsed", calendar: OFFICE, from: start, to: "2026-11-17T07:00:01.999Z" };
const timeline = {
  id: "t",
  op: "timeline",
  calendar: OFFICE,
  start,
  targetMinutes: 240,
  asOf: "2026-11-17T09:00:00.000Z",
};

test("a deadline is added beside the fields of the line", () => {
  const question = { ...deadline, note: "kept", nested: { as: ["it", "is"] } };
  expect(answer(question)).toEqual({ ...question, deadline: "2026-11-17T11:00:00.000Z" });
});

test("elapsed seconds are rounded towards zero, backwards too", () => {
  expect(answer(elapsed).elapsedSeconds).toBe(1);
  expect(answer({ ...elapsed, from: elapsed.to, to: elapsed.from }).elapsedSeconds).toBe(-1);
});

test("the sum is rounded, never each interval", () => {
  const split = {
    ...timeline,
    asOf: "2026-11-17T07:00:03.000Z",
    events: [
      { at: "2026-11-17T07:00:00.700Z", type: "pause", reason: "access" },
      { at: "2026-11-17T07:00:01.000Z", type: "resume" },
      { at: "2026-11-17T07:00:01.700Z", type: "pause", reason: "access" },
    ],
  };
  expect(answer(split).elapsedSeconds).toBe(1);
});

test("a timeline is answered with every field", () => {
  expect(answer({ ...timeline, marks: [60, 180], events: [] })).toEqual({
    ...timeline,
    marks: ["2026-11-17T08:00:00.000Z", null],
    events: [],
    state: "running",
    deadline: "2026-11-17T11:00:00.000Z",
    elapsedSeconds: 7200,
    metAt: null,
    breachedAt: null,
    intervals: [["2026-11-17T07:00:00.000Z", "2026-11-17T09:00:00.000Z"]],
  });
});

const faulty: [sentence: string, line: unknown, code: string, message: RegExp][] = [
  ["a list", [1], "bad-line", /JSON object/],
  ["null", null, "bad-line", /JSON object/],
  ["a number", 7, "bad-line", /JSON object/],
  ["an unknown op", { ...deadline, op: "due" }, "unknown-op", /deadline, elapsed or timeline/],
  ["a missing op", { id: "d" }, "unknown-op", /deadline, elapsed or timeline/],
  ["a missing calendar", { ...deadline, calendar: undefined }, "bad-calendar", /calendar: a calendar is a map/],
  [
    "an unknown zone",
    { ...deadline, calendar: { ...OFFICE, zone: "Mars" } },
    "bad-calendar",
    /calendar.zone: unknown zone "Mars"/,
  ],
  [
    "an unknown country",
    { ...deadline, calendar: { ...OFFICE, holidays: ["se"] } },
    "bad-calendar",
    /calendar.holidays.0: unknown/,
  ],
  ["a calendar that never opens", { ...deadline, calendar: { zone: "UTC", hours: {} } }, "bad-calendar", /never opens/],
  ["a start that is no instant", { ...deadline, start: "yesterday" }, "bad-instant", /^start must be an instant/],
  ["a start that does not exist", { ...deadline, start: "2026-02-30T00:00:00.000Z" }, "bad-instant", /^start/],
  ["a start with an offset", { ...deadline, start: "2026-11-17T07:00:00+01:00" }, "bad-instant", /^start/],
  ["a start that is a number", { ...deadline, start: 0 }, "bad-instant", /^start/],
  [
    "a start long ago",
    { ...deadline, start: "1850-01-01T00:00:00.000Z" },
    "out-of-range",
    /^start must lie in the years/,
  ],
  ["a negative target", { ...deadline, targetMinutes: -1 }, "bad-target", /0 or more/],
  ["half a minute", { ...deadline, targetMinutes: 0.5 }, "bad-target", /whole number/],
  ["a target that is text", { ...deadline, targetMinutes: "240" }, "bad-target", /whole number/],
  ["a target beyond the calendar", { ...deadline, targetMinutes: 1e12 }, "out-of-range", /after the year 2199/],
  ["a missing end", { ...elapsed, to: undefined }, "bad-instant", /^to must be/],
  ["marks that are no list", { ...timeline, marks: 60 }, "bad-marks", /list of whole minutes/],
  ["a mark that is no whole number", { ...timeline, marks: [60, 1.5] }, "bad-marks", /whole minutes/],
  ["events that are no list", { ...timeline, events: {} }, "bad-events", /must be a list/],
  ["an event that is no object", { ...timeline, events: ["met"] }, "bad-events", /^events.0 must be an object/],
  ["an event of an unknown type", withEvent({ type: "stop" }), "bad-events", /^events.1.type must be one of pause, /],
  ["a second start", withEvent({ type: "start" }), "bad-events", /the start stands in the line/],
  ["an event at no instant", withEvent({ type: "cancel", at: "noon" }), "bad-instant", /^events.1.at/],
  ["a pause without a reason", withEvent({ type: "pause" }), "bad-events", /^events.1.reason/],
  ["a reason that is no text", withEvent({ type: "resume", reason: 1 }), "bad-events", /^events.1.reason/],
  ["an answer without a name", withEvent({ type: "met" }), "bad-events", /^events.1.answer/],
  ["a revoke without a name", withEvent({ type: "revoke", answer: "" }), "bad-events", /^events.1.answer/],
  [
    "a negative new target",
    withEvent({ type: "retarget", targetMinutes: -5 }),
    "bad-target",
    /^events.1.targetMinutes/,
  ],
  [
    "a faulty new calendar",
    withEvent({ type: "calendar", calendar: {} }),
    "bad-calendar",
    /^events.1.calendar: `zone` is missing/,
  ],
  ["a reading at no instant", { ...timeline, asOf: null }, "bad-instant", /^asOf/],
];

test.each(faulty)("%s is answered with an error", (_sentence, line, code, message) => {
  const id = (line as { id?: unknown } | null)?.id ?? null;
  expect(answer(line)).toEqual({ id, error: { code, message: expect.stringMatching(message) } });
});

test("what is not JSON is answered with an error without an id", () => {
  expect(JSON.parse(answerLine("{"))).toEqual({ id: null, error: { code: "bad-json", message: expect.any(String) } });
});

test("a faulty calendar lists all its faults", () => {
  const calendar = { zone: "Mars", hours: { mon: [["09:00", "08:00"]] } };
  expect(answer({ ...deadline, calendar }).error).toMatchObject({
    message: expect.stringMatching(/zone.*; calendar.hours.mon.0/),
  });
});

test("after any number of calendars the answers are the same", () => {
  for (let hour = 0; hour < 200; hour += 1) {
    const closures = Array.from({ length: hour }, () => ({ date: "2026-11-17" }));
    answer({ ...deadline, calendar: { ...roundTheClock("UTC"), closures } });
  }
  expect(answer(deadline).deadline).toBe("2026-11-17T11:00:00.000Z");
});

function withEvent(event: Record<string, unknown>): unknown {
  return {
    ...timeline,
    events: [
      { at: start, type: "reopen" },
      { at: start, ...event },
    ],
  };
}

function answer(line: unknown): Record<string, unknown> {
  return JSON.parse(answerLine(JSON.stringify(line))) as Record<string, unknown>;
}
