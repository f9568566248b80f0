import { expect, test } from "@jest/globals";
import { agreementReminder } from "../../../../src/domain/agreement/agreement-reminder.ts";

const year = { from: "2026-01-01", to: "2026-12-31", renewalMonths: null, calendar: null };

test.each([
  ["2026-10-01", null, "91 days are left"],
  ["2026-10-02", { lastDay: "2026-12-31", daysLeft: 90, stageDays: 90 }, "the first reminder"],
  ["2026-11-30", { lastDay: "2026-12-31", daysLeft: 31, stageDays: 90 }, "still the first"],
  ["2026-12-01", { lastDay: "2026-12-31", daysLeft: 30, stageDays: 30 }, "the second"],
  ["2026-12-24", { lastDay: "2026-12-31", daysLeft: 7, stageDays: 7 }, "the last"],
  ["2026-12-31", { lastDay: "2026-12-31", daysLeft: 0, stageDays: 7 }, "the last day itself"],
  ["2027-01-01", null, "it has ended"],
  ["2025-12-31", null, "it has not begun"],
])("on %s: %j (%s)", (today, due, _why) => {
  expect(agreementReminder(year, today)).toEqual(due);
});

test("one that renews itself is told of each of its terms", () => {
  const renewed = { ...year, renewalMonths: 12 };
  expect(agreementReminder(renewed, "2027-01-01")).toBeNull();
  expect(agreementReminder(renewed, "2027-12-30")).toEqual({ lastDay: "2027-12-31", daysLeft: 1, stageDays: 7 });
});
