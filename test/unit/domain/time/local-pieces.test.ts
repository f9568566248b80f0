import { expect, test } from "@jest/globals";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { formatLocalDate } from "../../../../src/domain/time/local-date.ts";
import { localMoment, localPieces } from "../../../../src/domain/time/local-pieces.ts";
import { startOfDate } from "../../../../src/domain/time/start-of-date.ts";

const at = (text: string) => parseInstant(text) as Instant;
const pieces = (from: string, to: string, zone: string) =>
  localPieces(at(from), at(to), zone).map(({ date, fromMinute, toMinute }) => [
    formatLocalDate(date),
    fromMinute,
    toMinute,
  ]);

test("time is cut at local midnight", () => {
  expect(pieces("2026-05-22T12:00:00Z", "2026-05-23T12:00:00Z", "Europe/Copenhagen")).toEqual([
    ["2026-05-22", 840, 1440],
    ["2026-05-23", 0, 840],
  ]);
});

test("the hour that the clocks skip is in no piece, and the one they repeat is in two", () => {
  expect(pieces("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z", "Europe/Copenhagen")).toEqual([
    ["2026-03-29", 60, 120],
    ["2026-03-29", 180, 240],
  ]);
  expect(pieces("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", "Europe/Copenhagen")).toEqual([
    ["2026-10-25", 120, 180],
    ["2026-10-25", 120, 180],
  ]);
});

test("a zone of three quarters of an hour, and the turn of a year, are cut where its wall says", () => {
  expect(pieces("2026-12-31T17:00:00Z", "2026-12-31T19:00:00Z", "Asia/Kathmandu")).toEqual([
    ["2026-12-31", 1365, 1440],
    ["2027-01-01", 0, 45],
  ]);
  expect(pieces("2026-12-31T23:00:00Z", "2027-01-01T01:00:00Z", "UTC")).toEqual([
    ["2026-12-31", 1380, 1440],
    ["2027-01-01", 0, 60],
  ]);
});

test("nothing is cut out of nothing", () => {
  expect(pieces("2026-05-22T12:00:00Z", "2026-05-22T12:00:00Z", "UTC")).toEqual([]);
});

test("a moment is what the wall shows", () => {
  const { date, minute } = localMoment(at("2026-05-22T22:30:30Z"), "Europe/Copenhagen");
  expect([formatLocalDate(date), minute]).toEqual(["2026-05-23", 30.5]);
});

test("a date begins at midnight, or where the clocks skip it at the first instant there is", () => {
  const { date } = localMoment(at("2026-05-22T12:00:00Z"), "Europe/Copenhagen");
  expect(startOfDate(date, "Europe/Copenhagen")).toBe(at("2026-05-21T22:00:00Z"));
  // Beirut skips midnight on 29 March 2026.
  const skipped = localMoment(at("2026-03-29T12:00:00Z"), "Asia/Beirut").date;
  expect(startOfDate(skipped, "Asia/Beirut")).toBe(at("2026-03-28T22:00:00Z"));
});
