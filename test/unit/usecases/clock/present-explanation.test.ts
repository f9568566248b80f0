import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import { danishHolidays } from "../../../../src/domain/calendar/danish-holidays.ts";
import { explainClock } from "../../../../src/domain/sla/explain-clock.ts";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { presentRow } from "../../../../src/usecases/clock/present-explanation.ts";

const at = (text: string) => parseInstant(text) as Instant;
const weekday: [string, string][] = [["08:00", "16:00"]];
const calendar = createCalendar(
  { zone: "Europe/Copenhagen", hours: { mon: weekday, tue: weekday, fri: [["08:00", "14:30"]] }, holidays: ["dk"] },
  (_, year) => danishHolidays(year),
);

test("a long weekend is explained: half an hour of Friday, the holidays by name, the pause by its reason, the rest", () => {
  const events = [
    { at: at("2026-05-26T07:00:00Z"), type: "pause", reason: "access" },
    { at: at("2026-05-26T08:00:00Z"), type: "resume", reason: "access" },
  ] as const;
  const history = { start: at("2026-05-22T12:00:00Z"), targetMinutes: 240, calendar, events };
  const rows = explainClock(history, at("2026-05-26T09:00:00Z")).map(presentRow);
  expect(rows.map((row) => [row.what, row.countedMinutes, row.sumMinutes, row.detail])).toEqual([
    ["start", 0, 0, "target 240 minutes"],
    ["counted", 30, 30, "open"],
    ["not-counted", 0, 30, "closed: Whit Monday 2026-05-25"],
    ["counted", 60, 90, "open"],
    ["event", 0, 90, "pause: access"],
    ["not-counted", 0, 90, "paused: access"],
    ["event", 0, 90, "resume: access"],
    ["counted", 60, 150, "open"],
  ]);
});

test("a revoked answer is shown with no effect, and the breach stands between the lines", () => {
  const events = [
    { at: at("2026-05-26T06:30:00Z"), type: "met", answer: "outbox:1" },
    { at: at("2026-05-26T07:30:00Z"), type: "revoke", answer: "outbox:1" },
  ] as const;
  const history = { start: at("2026-05-26T06:00:00Z"), targetMinutes: 60, calendar, events };
  const rows = explainClock(history, at("2026-05-26T08:00:00Z")).map(presentRow);
  expect(rows.map((row) => row.detail)).toContain("met by outbox:1 (revoked: without effect)");
  expect(rows.find((row) => row.what === "breach")?.from).toBe("2026-05-26T07:00:00.000Z");
});
