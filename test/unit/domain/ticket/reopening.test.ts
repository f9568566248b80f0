import { expect, test } from "@jest/globals";
import { decideReopening } from "../../../../src/domain/ticket/reopening.ts";
import { TICKET_STATES } from "../../../../src/domain/ticket/ticket-state.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const DAY_MS = 86_400_000;
const now = instant(100 * DAY_MS);
const ended = {
  state: "resolved",
  endedAt: instant(now - 3 * DAY_MS),
  isShortThanks: false,
  now,
  reopenDays: 14,
} as const;

test.each(TICKET_STATES.filter((state) => state !== "resolved" && state !== "closed"))(
  "a %s ticket takes every reply",
  (state) => {
    expect(decideReopening({ ...ended, state, isShortThanks: true })).toBe("append");
  },
);

test("thanks are kept and reopen nothing", () => {
  expect(decideReopening({ ...ended, isShortThanks: true })).toBe("store");
});

test("a reply reopens up to the last day, and opens a linked ticket after it", () => {
  expect(decideReopening(ended)).toBe("reopen");
  expect(decideReopening({ ...ended, endedAt: instant(now - 14 * DAY_MS) })).toBe("reopen");
  expect(decideReopening({ ...ended, endedAt: instant(now - 14 * DAY_MS - 1) })).toBe("open-linked");
});
