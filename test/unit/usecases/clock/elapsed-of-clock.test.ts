import { expect, test } from "@jest/globals";
import { createCalendar } from "../../../../src/domain/calendar/business-calendar.ts";
import type { Desk } from "../../../../src/domain/desk/desk.ts";
import { type Instant, instant, parseInstant } from "../../../../src/domain/time/instant.ts";
import { createElapsedMs } from "../../../../src/usecases/clock/elapsed-of-clock.ts";
import type { StoredClock, StoredClockEvent } from "../../../../src/usecases/ports/clock-store.ts";
import { danishOnly } from "../../../support/calendars.ts";

const HOUR_MS = 3_600_000;
// Mondays and Tuesdays from 08:00 to 16:00 in UTC.
const calendar = createCalendar(
  { zone: "Etc/UTC", hours: { mon: [["08:00", "16:00"]], tue: [["08:00", "16:00"]] } },
  danishOnly,
);

function at(text: string): Instant {
  return parseInstant(text) ?? instant(Number.NaN);
}

function clockOf(changes: Partial<StoredClock>, events: Omit<StoredClockEvent, "id" | "clockId">[] = []) {
  const clock = {
    id: 1,
    calendar: "office",
    deskVersionId: 1,
    state: "running",
    targetMinutes: 240,
    deadlineAt: null,
    elapsedMs: 0,
    metAt: null,
    ...changes,
  } as StoredClock;
  const context = { desk: {} as Desk, deskVersionId: 1, calendarFor: async () => calendar };
  const listEventsOf = async () => new Map([[1, events.map((event, index) => ({ ...event, id: index, clockId: 1 }))]]);
  const elapsedMs = createElapsedMs(context, { listEventsOf });
  return async (now: Instant) => (await elapsedMs([clock], now)).get(1);
}

const START = { type: "start", data: { level: "A", targetMinutes: 240, calendar: "office", deskVersionId: 1 } };

test("a running clock has spent its target less what is open until its deadline, over a closed night", async () => {
  const elapsed = clockOf({ deadlineAt: at("2026-11-24T10:00:00Z") });
  expect(await elapsed(at("2026-11-23T14:00:00Z"))).toBe(0);
  expect(await elapsed(at("2026-11-23T16:00:00Z"))).toBe(2 * HOUR_MS);
  expect(await elapsed(at("2026-11-24T03:00:00Z"))).toBe(2 * HOUR_MS);
  expect(await elapsed(at("2026-11-24T11:00:00Z"))).toBe(5 * HOUR_MS);
});

test("a breached clock that nobody answered runs on, but not while it was paused", async () => {
  const elapsed = clockOf({ state: "breached", deadlineAt: at("2026-11-23T12:00:00Z") }, [
    { ...START, at: at("2026-11-23T08:00:00Z") },
    { type: "pause", at: at("2026-11-23T13:00:00Z"), data: { reason: "requester" } },
    { type: "resume", at: at("2026-11-23T15:00:00Z"), data: { reason: "requester" } },
  ]);
  expect(await elapsed(at("2026-11-23T14:00:00Z"))).toBe(5 * HOUR_MS);
  expect(await elapsed(at("2026-11-23T16:00:00Z"))).toBe(6 * HOUR_MS);
});

test("a clock that stands still shows what was stored", async () => {
  const later = at("2026-11-24T15:00:00Z");
  expect(await clockOf({ state: "paused", elapsedMs: 7 })(later)).toBe(7);
  expect(await clockOf({ state: "met", metAt: at("2026-11-23T09:00:00Z"), elapsedMs: 8 })(later)).toBe(8);
  expect(await clockOf({ state: "breached", metAt: at("2026-11-23T15:00:00Z"), elapsedMs: 9 })(later)).toBe(9);
  expect(await clockOf({ state: "cancelled", elapsedMs: 10 })(later)).toBe(10);
});
