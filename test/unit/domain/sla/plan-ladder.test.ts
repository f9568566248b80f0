import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { ClockEvent } from "../../../../src/domain/sla/clock-event.ts";
import { foldClock } from "../../../../src/domain/sla/fold-clock.ts";
import {
  firstOfPlan,
  HELD_UNTIL_CHANGE,
  type LadderSituation,
  planLadder,
} from "../../../../src/domain/sla/plan-ladder.ts";
import { type Instant, instant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, roundTheClock } from "../../../support/calendars.ts";

const START = instant(Date.UTC(2026, 2, 10));
const STEPS = [-60, 0, 120];
const after = (minutes: number): Instant => instant(START + minutes * 60_000);

function plan(minutes: number, more: { events?: ClockEvent[] } & Partial<LadderSituation> = {}) {
  const { events = [], ...situation } = more;
  const calendar = createCalendar(roundTheClock("UTC"), danishOnly);
  const marks = STEPS.map((step) => 240 + step);
  const reading = foldClock({ start: START, targetMinutes: 240, calendar, events, marks }, after(minutes));
  const rest = { rung: new Set<number>(), generationFrom: START, heldUntil: null, ...situation };
  return planLadder({ reading, steps: STEPS, ...rest });
}

test("before anything is due, the warning is the next instant to look", () => {
  expect(plan(100)).toEqual({ due: [], nextAt: after(180) });
});

test("a warning is due at its instant, and the deadline is next", () => {
  expect(plan(180)).toEqual({ due: [{ atMinutes: -60, kind: "warning", dueAt: after(180) }], nextAt: after(240) });
});

test("at the very instant of the deadline the breach does not ring yet", () => {
  expect(plan(240, { rung: new Set([-60]) })).toEqual({ due: [], nextAt: after(240) });
});

test("once time has passed the deadline it rings, and the step after it is next", () => {
  const { due, nextAt } = plan(240.001, { rung: new Set([-60]) });
  expect(due).toEqual([{ atMinutes: 0, kind: "breach", dueAt: after(240) }]);
  expect(nextAt).toEqual(after(360));
});

test("after downtime everything due rings in order, with its true instant", () => {
  expect(plan(1000)).toEqual({
    due: [
      { atMinutes: -60, kind: "warning", dueAt: after(180) },
      { atMinutes: 0, kind: "breach", dueAt: after(240) },
      { atMinutes: 120, kind: "escalation", dueAt: after(360) },
    ],
    nextAt: null,
  });
});

test("what rang in this generation rings no more", () => {
  expect(plan(1000, { rung: new Set(STEPS) })).toEqual({ due: [], nextAt: null });
});

test("no step of a generation is due before the generation began", () => {
  expect(plan(300, { generationFrom: after(250) }).due.map(({ dueAt }) => dueAt)).toEqual([after(250), after(250)]);
});

test("nothing rings for a promise kept, kept late, or cancelled", () => {
  const nothing = { due: [], nextAt: null };
  expect(plan(200, { events: [{ at: after(190), type: "met", answer: "a" }] })).toEqual(nothing);
  expect(plan(300, { events: [{ at: after(290), type: "met", answer: "a" }] })).toEqual(nothing);
  expect(plan(300, { events: [{ at: after(190), type: "cancel" }] })).toEqual(nothing);
  expect(plan(300, { events: [{ at: after(290), type: "cancel" }] })).toEqual(nothing);
});

test("nothing rings while the clock stands still, and what was missed rings when it runs on", () => {
  const pause: ClockEvent = { at: after(200), type: "pause", reason: "access" };
  expect(plan(300, { events: [pause] })).toEqual({ due: [], nextAt: null });
  const { due, nextAt } = plan(310, { events: [pause, { at: after(300), type: "resume" }] });
  expect(due.map(({ atMinutes }) => atMinutes)).toEqual([-60]);
  expect(nextAt).toEqual(after(340));
});

test("a promise broken before it stood still still tells its breach", () => {
  const { due } = plan(300, { events: [{ at: after(250), type: "pause", reason: "access" }], rung: new Set([-60]) });
  expect(due.map(({ kind }) => kind)).toEqual(["breach"]);
});

test("a hold keeps the steps back until it ends, but not the look at the deadline", () => {
  expect(plan(200, { heldUntil: after(400) })).toEqual({ due: [], nextAt: after(240) });
  expect(plan(250, { heldUntil: after(400) })).toEqual({ due: [], nextAt: after(400) });
  expect(plan(400, { heldUntil: after(400) }).due).toHaveLength(3);
});

test("a hold until the clock changes keeps back every step", () => {
  expect(plan(200, { heldUntil: HELD_UNTIL_CHANGE })).toEqual({ due: [], nextAt: after(240) });
  expect(plan(250, { heldUntil: HELD_UNTIL_CHANGE })).toEqual({ due: [], nextAt: null });
});

test("the first of a plan is what is due already, before what comes", () => {
  expect(firstOfPlan(plan(1000))).toBe(after(180));
  expect(firstOfPlan(plan(100))).toBe(after(180));
  expect(firstOfPlan({ due: [], nextAt: null })).toBeNull();
});
