import { expect, test } from "@jest/globals";
import { formatInstant } from "../../../../src/domain/time/instant.ts";
import { readLocalMonth } from "../../../../src/domain/time/local-month.ts";

test.each([
  ["2026-11", "Europe/Copenhagen", "2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z"],
  ["2026-10", "Europe/Copenhagen", "2026-09-30T22:00:00.000Z", "2026-10-31T23:00:00.000Z"],
  ["2199-12", "Europe/Copenhagen", "2199-11-30T23:00:00.000Z", "2199-12-31T23:00:00.000Z"],
  ["2026-12", "Europe/Copenhagen", "2026-11-30T23:00:00.000Z", "2026-12-31T23:00:00.000Z"],
  ["2026-02", "America/New_York", "2026-02-01T05:00:00.000Z", "2026-03-01T05:00:00.000Z"],
])("%s in %s begins and ends where its walls say so", (month, zone, from, until) => {
  const span = readLocalMonth(month, zone)!;
  expect([formatInstant(span.from), formatInstant(span.until)]).toEqual([from, until]);
});

test.each([
  "2026-13",
  "2026-00",
  "2026-1",
  "2026-11-01",
  "nov",
  "",
  "0000-01",
  "0070-01",
  "1969-12",
  "2200-01",
  "9999-12",
])("%s is no month", (text) => {
  expect(readLocalMonth(text, "Europe/Copenhagen")).toBeNull();
});
