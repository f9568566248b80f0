import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createCalendar } from "../../src/domain/calendar/business-calendar.ts";
import { countedIntervals, deadline, elapsedMilliseconds } from "../../src/domain/calendar/business-time.ts";
import type { CalendarSpec } from "../../src/domain/calendar/calendar-spec.ts";
import { validateCalendar } from "../../src/domain/calendar/validate-calendar.ts";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { arbitraryCalendar, arbitraryInstant, arbitraryTarget, ZONES } from "../support/calendar-arbitraries.ts";
import { danishOnly } from "../support/calendars.ts";
import { oracleDeadline, oracleElapsed } from "../support/minute-oracle.ts";

const DAY = 86_400_000;
const length = fc.integer({ min: 0, max: 1.5 * DAY });

test("a deadline is where a walk over the minutes ends (3,000 cases)", () => {
  const property = fc.property(arbitraryCalendar, arbitraryInstant, arbitraryTarget, (spec, start, target) => {
    const walked = oracleDeadline(spec, start, target, 5);
    // A walk of five days is enough to say either where the deadline is, or that it is later.
    const answer = due(spec, start, target);
    if (walked !== null) expect(answer).toBe(walked);
    else expect(answer).toBeGreaterThan(start + 5 * DAY);
  });
  fc.assert(property, { numRuns: 3000 });
});

test("elapsed time is what a walk over the minutes counts (3,000 cases)", () => {
  const property = fc.property(arbitraryCalendar, arbitraryInstant, length, (spec, from, milliseconds) => {
    const [counted, to] = [oracleElapsed(spec, from, from + milliseconds), from + milliseconds];
    const calendar = createCalendar(spec, danishOnly);
    expect(elapsedMilliseconds(calendar, instant(from), instant(to))).toBe(counted);
    expect(elapsedMilliseconds(calendar, instant(to), instant(from))).toBe(0 - counted);
    const intervals = countedIntervals(calendar, instant(from), instant(to));
    expect(intervals.reduce((sum, [opens, closes]) => sum + closes - opens, 0)).toBe(counted);
    // Joined: between two intervals there is always closed time.
    for (const [index, [opens]] of intervals.entries())
      if (index > 0) expect(opens).toBeGreaterThan(intervals[index - 1]![1]);
  });
  fc.assert(property, { numRuns: 3000 });
});

test("elapsed time adds up over any instant between or around", () => {
  const property = fc.property(
    arbitraryCalendar,
    arbitraryInstant,
    arbitraryInstant,
    arbitraryInstant,
    (spec, a, b, c) => {
      const calendar = createCalendar(spec, danishOnly);
      const elapsed = (from: number, to: number) => elapsedMilliseconds(calendar, instant(from), instant(to));
      expect(elapsed(a, b) + elapsed(b, c)).toBe(elapsed(a, c));
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

test("exactly the target lies before the deadline, and less before any earlier instant", () => {
  const property = fc.property(arbitraryCalendar, arbitraryInstant, arbitraryTarget, (spec, start, target) => {
    const calendar = createCalendar(spec, danishOnly);
    const end = deadline(calendar, instant(start), target) as Instant;
    expect(end).toBeGreaterThanOrEqual(start);
    expect(elapsedMilliseconds(calendar, instant(start), end)).toBe(target * 60_000);
    if (end > start)
      expect(elapsedMilliseconds(calendar, instant(start), instant(end - 1))).toBeLessThan(target * 60_000);
  });
  fc.assert(property, { numRuns: 1000 });
});

test("a later start or a longer target is never due earlier", () => {
  const property = fc.property(
    arbitraryCalendar,
    arbitraryInstant,
    length,
    arbitraryTarget,
    arbitraryTarget,
    (spec, start, later, target, longer) => {
      const first = due(spec, start, target);
      expect(due(spec, start + later, target)).toBeGreaterThanOrEqual(first);
      expect(due(spec, start, target + longer)).toBeGreaterThanOrEqual(first);
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

test("two targets one after the other are one target of both", () => {
  const property = fc.property(
    arbitraryCalendar,
    arbitraryInstant,
    arbitraryTarget.filter((target) => target > 0),
    arbitraryTarget,
    (spec, start, first, second) => {
      expect(due(spec, due(spec, start, first), second)).toBe(due(spec, start, first + second));
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

test("a closure never makes a deadline earlier", () => {
  const property = fc.property(
    arbitraryCalendar,
    arbitraryCalendar,
    arbitraryInstant,
    arbitraryTarget,
    (spec, { closures = [] }, start, target) => {
      const more = { ...spec, closures: [...(spec.closures ?? []), ...closures] };
      expect(due(more, start, target)).toBeGreaterThanOrEqual(due(spec, start, target));
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

test("the order in which instants are asked changes no answer", () => {
  const property = fc.property(
    arbitraryCalendar,
    fc.array(fc.integer({ min: 2019, max: 2031 }), { minLength: 1, maxLength: 6 }),
    arbitraryInstant,
    arbitraryTarget,
    (spec, years, start, target) => {
      const calendar = createCalendar(spec, danishOnly);
      for (const year of years) calendar.meterAt(instant(Date.UTC(year, 5, 1)));
      expect(deadline(calendar, instant(start), target)).toBe(due(spec, start, target));
      const [from, to] = [instant(Date.UTC(2018, 11, 20)), instant(Date.UTC(2032, 0, 10))];
      expect(countedIntervals(calendar, from, to)).toEqual(
        countedIntervals(createCalendar(spec, danishOnly), from, to),
      );
    },
  );
  fc.assert(property, { numRuns: 50 });
});

test("zones with every kind of offset and of change take part", () => {
  const needed = [
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/St_Johns",
    "America/New_York",
    "Asia/Kathmandu",
    "UTC",
  ];
  expect(ZONES).toEqual(expect.arrayContaining(needed));
  expect(ZONES.length).toBeGreaterThanOrEqual(12);
  const drawn = fc.sample(arbitraryCalendar, 1000).map(({ zone }) => zone);
  expect(new Set(drawn)).toEqual(new Set(ZONES));
});

test("the calendars of these tests are without fault", () => {
  fc.assert(
    fc.property(arbitraryCalendar, (spec) => {
      expect(validateCalendar(spec, danishOnly)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function due(spec: CalendarSpec, start: number, targetMinutes: number): Instant {
  return deadline(createCalendar(spec, danishOnly), instant(start), targetMinutes) as Instant;
}
