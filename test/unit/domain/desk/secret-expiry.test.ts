import { expect, test } from "@jest/globals";
import { secretExpiry } from "../../../../src/domain/desk/secret-expiry.ts";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { type LocalDate, parseLocalDate } from "../../../../src/domain/time/local-date.ts";

const day = (text: string) => parseLocalDate(text) as LocalDate;
const at = (text: string) => parseInstant(text) as Instant;

test.each([
  ["2026-11-30T00:00:00.000Z", null],
  ["2026-12-02T00:00:00.000Z", { daysLeft: 30, stageDays: 30 }],
  ["2026-12-24T23:59:59.000Z", { daysLeft: 7, stageDays: 30 }],
  ["2026-12-25T00:00:00.000Z", { daysLeft: 7, stageDays: 7 }],
  ["2026-12-31T00:00:00.000Z", { daysLeft: 1, stageDays: 1 }],
  ["2026-12-31T23:59:59.000Z", { daysLeft: 0, stageDays: 1 }],
  ["2027-01-01T00:00:00.000Z", { daysLeft: 0, stageDays: 0 }],
  ["2027-06-01T00:00:00.000Z", { daysLeft: 0, stageDays: 0 }],
])("a secret whose last day is 2026-12-31 is told of at %s as %j", (now, expected) => {
  const expiry = secretExpiry(day("2026-12-31"), null, at(now));
  expect(expiry).toEqual(expected && { lastDay: "2026-12-31", ...expected });
});

test("of the day in the desk file and the end that the endpoint told the earlier one counts", () => {
  const now = at("2026-12-24T12:00:00.000Z");
  const told = at("2026-12-27T12:00:00.000Z");
  expect(secretExpiry(day("2027-12-31"), told, now)).toEqual({ lastDay: "2026-12-27", daysLeft: 3, stageDays: 7 });
  expect(secretExpiry(null, told, now)).toMatchObject({ lastDay: "2026-12-27" });
  expect(secretExpiry(day("2026-12-25"), told, now)).toMatchObject({ lastDay: "2026-12-25" });
  expect(secretExpiry(null, null, now)).toBeNull();
});
