import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { ClockEvent } from "../../../../src/domain/sla/clock-event.ts";
import { explainAhead } from "../../../../src/domain/sla/explain-ahead.ts";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { danishOnly, OFFICE } from "../../../support/calendars.ts";

const at = (text: string) => parseInstant(`2026-11-${text}:00Z`) as Instant;
const calendar = createCalendar(OFFICE, danishOnly);

// A Tuesday: open 07:00 to 15:00 UTC.
function ahead(asOf: string, events: readonly ClockEvent[] = []) {
  const { dueAt, rows } = explainAhead({ start: at("17T13:00"), targetMinutes: 240, calendar, events }, at(asOf));
  const told = rows.map(({ kind, at: from, to }) => `${kind} ${iso(from)} to ${iso(to)}`);
  return { dueAt: dueAt === null ? null : iso(dueAt), told };
}

const iso = (instant: Instant) => new Date(instant).toISOString().slice(8, 16);

test("what is left until the deadline begins at the present, nights between", () => {
  expect(ahead("17T14:30")).toEqual({
    dueAt: "18T09:00",
    told: ["counted 17T14:30 to 17T15:00", "not-counted 17T15:00 to 18T07:00", "counted 18T07:00 to 18T09:00"],
  });
});

test("a promise kept shows what was left of it when it was kept, by its own answer only", () => {
  const events: ClockEvent[] = [
    { at: at("17T13:30"), type: "met", answer: "bounced" },
    { at: at("17T13:40"), type: "revoke", answer: "bounced" },
    { at: at("18T08:00"), type: "met", answer: "a" },
    { at: at("18T08:30"), type: "met", answer: "b" },
  ];
  expect(ahead("20T12:00", events)).toEqual({ dueAt: "18T09:00", told: ["counted 18T08:00 to 18T09:00"] });
});

test("nothing lies ahead of a clock that stands still, is void, or was breached", () => {
  expect(ahead("17T14:30", [{ at: at("17T14:00"), type: "pause", reason: "access" }])).toEqual({
    dueAt: null,
    told: [],
  });
  expect(ahead("17T14:30", [{ at: at("17T14:00"), type: "cancel" }])).toEqual({ dueAt: null, told: [] });
  expect(ahead("19T08:00")).toEqual({ dueAt: "18T09:00", told: [] });
});
