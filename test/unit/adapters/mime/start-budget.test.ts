import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { startBudget } from "../../../../src/adapters/mime/start-budget.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("a budget ends once when it is used up, and never after it was stopped", () => {
  let ends = 0;
  const clock = { now: 0 };
  const step = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      clock.now += 50;
      jest.advanceTimersByTime(50);
    }
  };
  const count = () => {
    ends += 1;
  };
  startBudget(10_000, count, () => clock.now);
  step(9_500);
  expect(ends).toBe(0);
  step(1_000);
  expect(ends).toBe(1);
  step(30_000);
  expect(ends).toBe(1);
  startBudget(10_000, count, () => clock.now).stop();
  step(30_000);
  expect(ends).toBe(1);
});

test("an hour in which the process was stopped counts as no more than a moment", () => {
  let ended = false;
  const clock = { now: 0 };
  startBudget(
    10_000,
    () => {
      ended = true;
    },
    () => clock.now,
  );
  clock.now += 3_600_000;
  jest.advanceTimersByTime(250);
  expect(ended).toBe(false);
});
