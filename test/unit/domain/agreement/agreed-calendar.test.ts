import { expect, test } from "@jest/globals";
import { agreedCalendar } from "../../../../src/domain/agreement/agreed-calendar.ts";
import { testDesk } from "../../../support/test-desk.ts";

const DESK = testDesk(`
calendars:
  office: { zone: UTC, hours: { mon: [["08:00", "16:00"]] } }
  long: { zone: UTC, hours: { mon: [["00:00", "24:00"]] } }
organisations:
  - { id: north, name: N, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31, calendar: long } }
  - { id: plain, name: P, domains: [plain.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31 } }
  - { id: ended, name: E, domains: [ended.example], hosting: vendor }
`);
const agreed = (organisation: string | null, was: Record<string, unknown> | null) =>
  agreedCalendar(DESK, { organisation, agreement: was }, "A");

test("the agreement as it is now gives the calendar, or leaves it to the level", () => {
  expect(agreed("north", null)).toBe("long");
  expect(agreed("plain", { calendar: "long" })).toBeNull();
  expect(agreed(null, null)).toBeNull();
});

test("where the agreement has ended or its organisation is gone, it is as it was, while the desk has that calendar", () => {
  expect(agreed("ended", { calendar: "long" })).toBe("long");
  expect(agreed("gone", { calendar: "office" })).toBe("office");
  expect(agreed("gone", { calendar: "removed" })).toBeNull();
  expect(agreed("gone", { calendar: null })).toBeNull();
});
