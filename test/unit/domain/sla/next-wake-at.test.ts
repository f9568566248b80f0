import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { ClockEvent } from "../../../../src/domain/sla/clock-event.ts";
import { foldClock } from "../../../../src/domain/sla/fold-clock.ts";
import { nextWakeAt } from "../../../../src/domain/sla/next-wake-at.ts";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, OFFICE } from "../../../support/calendars.ts";

const office = createCalendar(OFFICE, danishOnly);

test("a running clock wakes at the next mark before its deadline", () => {
  expect(nextWakeAt(readAt("07:30"))).toBe(on("10:00"));
});

test("with the warning rung it wakes at the deadline", () => {
  expect(nextWakeAt(readAt("10:00"))).toBe(on("11:00"));
});

test("a breached clock wakes at the steps after the breach", () => {
  expect(nextWakeAt(readAt("11:01"))).toBe(on("13:00"));
});

test("with everything rung it wakes no more", () => {
  expect(nextWakeAt(readAt("13:00"))).toBeNull();
});

test("a mark in the night wakes when it is reached at the next opening", () => {
  expect(nextWakeAt(readAt("15:00", [], [481]))).toBe(parseInstant("2026-11-18T07:01:00Z"));
});

test("a warning missed while the desk was down is due at its true instant", () => {
  expect(nextWakeAt(readAt("10:30"), { breach: false, marks: [false, false] })).toBe(on("10:00"));
});

test("a breach that has not rung is due at the deadline, the warning before it first", () => {
  expect(nextWakeAt(readAt("12:00"), { breach: false, marks: [false, false] })).toBe(on("10:00"));
  expect(nextWakeAt(readAt("12:00"), { breach: false, marks: [true, false] })).toBe(on("11:00"));
  expect(nextWakeAt(readAt("12:00"), { breach: true, marks: [true, false] })).toBe(on("13:00"));
});

test("a paused clock wakes for nothing to come", () => {
  const paused: ClockEvent[] = [{ at: on("08:00"), type: "pause", reason: "requester" }];
  expect(nextWakeAt(readAt("09:00", paused))).toBeNull();
});

test("a paused clock still rings what it had reached", () => {
  const paused: ClockEvent[] = [{ at: on("10:30"), type: "pause", reason: "requester" }];
  expect(nextWakeAt(readAt("14:00", paused), { breach: false, marks: [false, false] })).toBe(on("10:00"));
});

test.each<[string, ClockEvent]>([
  ["met", { at: on("11:30"), type: "met", answer: "a" }],
  ["cancelled", { at: on("11:30"), type: "cancel" }],
])("a %s clock never wakes, whatever did not ring", (_state, event) => {
  expect(nextWakeAt(readAt("14:00", [event]), { breach: false, marks: [false, false] })).toBeNull();
});

function readAt(asOf: string, events: ClockEvent[] = [], marks = [180, 360]) {
  return foldClock({ start: on("07:00"), targetMinutes: 240, calendar: office, events, marks }, on(asOf));
}

function on(time: string): Instant {
  return parseInstant(`2026-11-17T${time}:00Z`) as Instant;
}
