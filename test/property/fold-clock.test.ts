import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type BusinessCalendar, createCalendar } from "../../src/domain/calendar/business-calendar.ts";
import type { CalendarSpec } from "../../src/domain/calendar/calendar-spec.ts";
import type { ClockEvent } from "../../src/domain/sla/clock-event.ts";
import type { ClockHistory } from "../../src/domain/sla/clock-history.ts";
import { countedIntervalsOf } from "../../src/domain/sla/counted-intervals-of.ts";
import { type ExplanationRow, explainClock } from "../../src/domain/sla/explain-clock.ts";
import { foldClock } from "../../src/domain/sla/fold-clock.ts";
import { pausedTimeOf } from "../../src/domain/sla/paused-time.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { arbitraryCalendar, arbitraryInstant, arbitraryTarget } from "../support/calendar-arbitraries.ts";
import { danishOnly } from "../support/calendars.ts";
import { type OracleEvent, oracleTimeline } from "../support/minute-oracle.ts";

const MINUTE = 60_000;

// Reasons and answers are few, so that they meet.
const change: fc.Arbitrary<Omit<OracleEvent, "at">> = fc.oneof(
  fc.record({ type: fc.constant("pause"), reason: fc.constantFrom("requester", "access") }),
  fc.record({ type: fc.constant("resume"), reason: fc.constantFrom("requester", "access") }),
  fc.record({ type: fc.constant("resume") }),
  fc.record({ type: fc.constant("retarget"), targetMinutes: arbitraryTarget }),
  fc.record({ type: fc.constant("calendar"), calendar: arbitraryCalendar }),
  fc.record({ type: fc.constantFrom("met", "met", "revoke"), answer: fc.constantFrom("a", "b") }),
  fc.record({ type: fc.constant("reopen") }),
  fc.record({ type: fc.constant("cancel") }),
);

// Events stand at the start, at full hours after it, and anywhere: so many share an instant with each other or a deadline.
const distance = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -1, max: 24 }).map((hours) => hours * 60 * MINUTE) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2000 }).map((minutes) => minutes * MINUTE) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2000 * MINUTE }) },
);

const question = fc
  .record({
    calendar: arbitraryCalendar,
    start: arbitraryInstant,
    targetMinutes: arbitraryTarget,
    marks: fc.array(fc.integer({ min: -10, max: 700 }), { maxLength: 4 }),
    events: fc.array(fc.tuple(distance, change), { maxLength: 7 }),
    length: distance,
  })
  .map(({ events, length, ...rest }) => ({
    ...rest,
    events: events.map(([after, event]) => ({ at: rest.start + after, ...event })),
    asOf: rest.start + length,
  }));

test("a clock reads as a walk over its minutes does (5,000 cases)", () => {
  const property = fc.property(question, (asked) => {
    const reading = foldClock(history(asked), instant(asked.asOf));
    const { state, elapsedMilliseconds, metAt, breachedAt, marks } = reading;
    expect({ state, elapsedMilliseconds, metAt, breachedAt, marks }).toEqual(oracleTimeline(asked));
    const counted = countedIntervalsOf(reading).reduce((sum, [from, to]) => sum + to - from, 0);
    expect(counted).toBe(elapsedMilliseconds);
  });
  fc.assert(property, { numRuns: 5000 });
});

test("the time of each pause is what the explanation of the clock says (2,000 cases)", () => {
  const property = fc.property(question, (asked) => {
    const told = new Map<string, number>();
    for (const { why, openMilliseconds } of pausesIn(explainClock(history(asked), instant(asked.asOf)))) {
      for (const reason of why.reasons) told.set(reason, (told.get(reason) ?? 0) + openMilliseconds);
    }
    expect(pausedTimeOf(history(asked), instant(asked.asOf))).toEqual(told);
  });
  fc.assert(property, { numRuns: 2000 });
});

function pausesIn(rows: readonly ExplanationRow[]) {
  return rows.flatMap((row) => {
    if (row.kind !== "not-counted" || row.why.kind !== "paused") return [];
    return [{ why: row.why, openMilliseconds: row.openMilliseconds }];
  });
}

test("a running clock that nothing happens to is breached right after its deadline, at its deadline", () => {
  const property = fc.property(question, (asked) => {
    const undisturbed = history({ ...asked, events: asked.events.filter(({ at }) => at <= asked.asOf) });
    const { state, deadline } = foldClock(undisturbed, instant(asked.asOf));
    if (state !== "running" || deadline === null) return;
    expect(deadline).toBeGreaterThanOrEqual(asked.asOf);
    expect(foldClock(undisturbed, deadline).state).toBe("running");
    expect(foldClock(undisturbed, instant(deadline + 1))).toMatchObject({ state: "breached", breachedAt: deadline });
  });
  fc.assert(property, { numRuns: 1000 });
});

test("nothing falls due before the first deadline or mark that a reading sees coming, and there something does", () => {
  const property = fc.property(question, (asked) => {
    const undisturbed = history({ ...asked, events: asked.events.filter(({ at }) => at <= asked.asOf) });
    const reading = foldClock(undisturbed, instant(Math.max(asked.asOf, asked.start)));
    const coming = [...reading.comingMarks, reading.breachedAt === null ? reading.deadline : null];
    const first = Math.min(...coming.filter((at) => at !== null));
    if (first === Number.POSITIVE_INFINITY) return;
    const due = (at: number) => {
      const { breachedAt, marks } = foldClock(undisturbed, instant(at));
      return { breachedAt, marks };
    };
    if (first > reading.asOf) expect(due(first - 1)).toEqual(due(reading.asOf));
    expect(due(first + 1)).not.toEqual(due(reading.asOf));
  });
  fc.assert(property, { numRuns: 1000 });
});

test("events may arrive in any order of instants", () => {
  const property = fc.property(question, (asked) => {
    const sorted = [...asked.events].sort((one, other) => one.at - other.at);
    const read = (events: OracleEvent[]) => {
      const { runs, ...rest } = foldClock(history({ ...asked, events }), instant(asked.asOf));
      return { ...rest, runs: runs.map(({ from, to }) => [from, to]) };
    };
    expect(read(asked.events)).toEqual(read(sorted));
  });
  fc.assert(property, { numRuns: 1000 });
});

test("an explanation accounts for every millisecond and ends with the same sum and breach as the reading", () => {
  const property = fc.property(question, (asked) => {
    const { start, asOf } = asked;
    const reading = foldClock(history(asked), instant(asOf));
    const rows = explainClock(history(asked), instant(asOf));
    expect(rows.at(-1)?.sumMilliseconds).toBe(reading.elapsedMilliseconds);
    expect(rows.find(({ kind }) => kind === "breach")?.at ?? null).toBe(reading.breachedAt);
    const stretches = rows.flatMap((row) => ("to" in row ? [row] : []));
    const ends = [start, ...stretches.map(({ to }) => to)];
    expect(stretches.map(({ at }) => at)).toEqual(ends.slice(0, -1));
    expect(ends.at(-1)).toBe(Math.max(start, asOf));
  });
  fc.assert(property, { numRuns: 1000 });
});

function history(asked: {
  calendar: CalendarSpec;
  start: number;
  targetMinutes: number;
  marks: number[];
  events: OracleEvent[];
}): ClockHistory {
  const ready = (spec: CalendarSpec): BusinessCalendar => createCalendar(spec, danishOnly);
  return {
    ...asked,
    calendar: ready(asked.calendar),
    start: instant(asked.start),
    events: asked.events.map((event) =>
      event.calendar === undefined ? event : { ...event, calendar: ready(event.calendar) },
    ) as ClockEvent[],
  };
}
