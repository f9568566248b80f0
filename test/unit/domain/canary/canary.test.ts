import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  arrivedAt,
  CANARY_LEGS,
  type Canary,
  legMilliseconds,
  missingLeg,
} from "../../../../src/domain/canary/canary.ts";
import { canaryWords } from "../../../../src/domain/canary/canary-words.ts";
import { followCanary } from "../../../../src/domain/canary/follow-canary.ts";
import { type Instant, instant } from "../../../../src/domain/time/instant.ts";

const T = Date.UTC(2026, 10, 29, 12);
const at = (seconds: number) => instant(T + seconds * 1000);
const NEVER = { sent: null, accepted: null, ticket: null, "answer-sent": null, "answer-seen": null };
const canary = (reached: Partial<Canary["reachedAt"]>, comesBack = true): Canary => ({
  begunAt: at(0),
  comesBack,
  reachedAt: { ...NEVER, ...reached },
});
const WHOLE = { sent: at(1), accepted: at(3), ticket: at(4), "answer-sent": at(6), "answer-seen": at(10) };
const EVERY = { everySeconds: 300, withinSeconds: 120 };

test.each([
  ["nothing happened", {}, true, "sent"],
  ["it left", { sent: at(1) }, true, "accepted"],
  ["it came back though nobody knows that it was sent", { accepted: at(3), ticket: at(4) }, true, "answer-sent"],
  ["its answer left", { ...WHOLE, "answer-seen": null }, true, "answer-seen"],
  ["its answer left, and goes elsewhere", { ...WHOLE, "answer-seen": null }, false, null],
  ["it went the whole way", WHOLE, true, null],
] as const)("the missing leg where %s", (_what, reached, comesBack, leg) => {
  expect(missingLeg(canary(reached, comesBack))).toBe(leg);
});

test("the legs add up to the whole way, and an end that nobody knows leaves out both legs beside it", () => {
  const ms = { sent: 1000, accepted: 2000, ticket: 1000, "answer-sent": 2000, "answer-seen": 4000 };
  expect(legMilliseconds(canary(WHOLE))).toEqual({ ...ms, whole: 10_000 });
  const { sent: _sent, accepted: _accepted, ...rest } = ms;
  expect(legMilliseconds(canary({ ...WHOLE, sent: null }))).toEqual({ ...rest, whole: 10_000 });
  expect(legMilliseconds(canary({ sent: at(1) }))).toEqual({ sent: 1000 });
  expect(arrivedAt(canary({ ...WHOLE, "answer-seen": null }, false))).toBe(at(6));
});

test("no leg is ever negative, whatever the order in which the ends were written", () => {
  const instants = fc.option(fc.integer({ min: 0, max: 100 }).map((seconds): Instant => at(seconds)));
  const reached = fc.record(Object.fromEntries(CANARY_LEGS.map((leg) => [leg, instants])));
  fc.assert(
    fc.property(reached, fc.boolean(), (ends, comesBack) => {
      const legs = legMilliseconds(canary(ends, comesBack));
      return Object.values(legs).every((ms) => ms >= 0);
    }),
  );
});

test.each([
  ["there is none yet", null, "begin"],
  ["one is under way", { ...canary({}), isOpen: true, age: 119 }, "wait"],
  ["one is overdue", { ...canary({ sent: at(1) }), isOpen: true, age: 120 }, "missing"],
  ["one has just gone the whole way", { ...canary(WHOLE), isOpen: true, age: 11 }, "arrived"],
  ["one arrived while nobody looked, long ago", { ...canary(WHOLE), isOpen: true, age: 90_000 }, "arrived"],
  ["the last one ended, and the next is not due", { ...canary(WHOLE), isOpen: false, age: 299 }, "wait"],
  ["the next is due", { ...canary({}), isOpen: false, age: 300 }, "begin"],
  ["many were due while nothing ran", { ...canary({}), isOpen: false, age: 90_000 }, "begin"],
] as const)("what follows where %s", (_what, last, step) => {
  expect(followCanary(last, EVERY, at(last === null ? 0 : last.age))).toBe(step);
});

test("what a server said stands on one line of bounded length", () => {
  const { detail } = canaryWords("sent", { mailbox: "support", why: `550 no\r\nX-Evil: 1 ${"a".repeat(900)}` });
  expect(detail.en).not.toMatch(/[\r\n]/);
  expect(detail.en.length).toBeLessThan(400);
  expect(canaryWords("sent", { mailbox: "support", why: null }).detail.da).toMatch(/tog imod den\.$/);
});
