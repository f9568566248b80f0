import { describe, expect, test } from "@jest/globals";
import { agreedLadder } from "../../../../src/domain/agreement/agreed-ladder.ts";
import type { AgreedTicket } from "../../../../src/domain/agreement/agreement-of.ts";
import { levelFor } from "../../../../src/domain/agreement/level-for.ts";
import { testDesk } from "../../../support/test-desk.ts";

const DAY = '[["08:00", "16:00"]]';
const NAMES = "name: { da: n, en: n }, definition: { da: d, en: d }";
const DESK = testDesk(`
calendars:
  office: { zone: UTC, hours: { mon: ${DAY} } }
  nights: { zone: UTC, hours: { tue: ${DAY} } }
  always: { zone: UTC, hours: { wed: ${DAY} } }
levels:
  A: { ${NAMES}, calendar: office, firstResponse: 4h, resolution: 24h, ladder: [{ at: 1h, to: [level@desk.example] }] }
  B: { ${NAMES}, calendar: office, firstResponse: 8h }
ladder: [{ at: 2h, to: [desk@desk.example] }]
organisations:
  - id: north
    name: North
    domains: [north.example]
    hosting: vendor
    agreement:
      from: 2026-01-01
      to: 2027-12-31
      calendar: always
      levels:
        A: { firstResponse: 2h, nextResponse: 1h30, calendar: nights, ladder: [{ at: 4h, to: [north-a@desk.example] }] }
        B: { resolution: 40h }
      ladder: [{ at: 3h, to: [north@desk.example] }]
  - { id: some, name: S, domains: [s.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31, levels: { A: { resolution: 8h } } } }
  - { id: silent, name: Q, domains: [q.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31, ladder: [] } }
  - { id: none, name: N, domains: [n.example], hosting: vendor }
`);
const of = (organisation: string | null, agreement: AgreedTicket["agreement"] = null) => ({ organisation, agreement });
const AS_IT_WAS = { levels: { A: { firstResponseMinutes: 30, calendar: "nights" } } };

/** First, next, resolution in minutes, calendar, and when the ladder's only step rings and whom it tells. */
function told(ticket: AgreedTicket, id: string): string | undefined {
  const level = levelFor(DESK, ticket, id);
  if (level === undefined) return undefined;
  const { firstResponseMinutes, nextResponseMinutes, resolutionMinutes, calendar, ladder } = level;
  const steps = ladder.map(({ atMinutes, to }) => `${atMinutes} ${to.map((one) => "address" in one && one.address)}`);
  return [firstResponseMinutes, nextResponseMinutes ?? "-", resolutionMinutes ?? "-", calendar, ...steps].join(" ");
}

describe("what an agreement says of a level goes before the level", () => {
  test.each([
    ["a stranger is promised the level", of(null), "A", "240 - 1440 office 60 level@desk.example"],
    ["no agreement says nothing", of("none"), "A", "240 - 1440 office 60 level@desk.example"],
    ["each value by itself", of("north"), "A", "120 90 1440 nights 240 north-a@desk.example"],
    ["what its level does not say, the agreement does", of("north"), "B", "480 - 2400 always 180 north@desk.example"],
    ["what neither says, the level does", of("some"), "A", "240 - 480 office 60 level@desk.example"],
    ["another level is not meant", of("some"), "B", "480 - - office 120 desk@desk.example"],
    ["a ladder without steps rings for nobody", of("silent"), "A", "240 - 1440 office"],
    ["the agreement now, not as it was", of("some", AS_IT_WAS), "A", "240 - 480 office 60 level@desk.example"],
    ["as it was, where it has ended", of("none", AS_IT_WAS), "A", "30 - 1440 nights 60 level@desk.example"],
    ["as it was, where the organisation is gone", of("gone", AS_IT_WAS), "A", "30 - 1440 nights 60 level@desk.example"],
    [
      "a calendar that was removed is none",
      of("gone", { calendar: "always", levels: { A: { calendar: "removed" } } }),
      "A",
      "240 - 1440 always 60 level@desk.example",
    ],
    ["a level the desk does not have", of("gone", { levels: { X: { firstResponseMinutes: 1 } } }), "X", undefined],
    ["a level of a name that every object knows", of("north"), "constructor", undefined],
  ])("%s", (_why, ticket, id, expected) => {
    expect(told(ticket, id)).toBe(expected);
  });

  test("its name and definition stay the desk's", () => {
    const { name, definition } = levelFor(DESK, of("north"), "A") ?? {};
    expect({ name, definition }).toEqual({ name: DESK.levels.A?.name, definition: DESK.levels.A?.definition });
  });
});

test("a level that the desk has no more rings by the agreement's ladder, else by the desk's", () => {
  expect(agreedLadder(DESK, of("north"), "X")).toMatchObject([{ atMinutes: 180 }]);
  expect(agreedLadder(DESK, of("some"), "X")).toMatchObject([{ atMinutes: 120 }]);
  expect(agreedLadder(DESK, of("gone", { levels: {} }), "constructor")).toMatchObject([{ atMinutes: 120 }]);
  expect(agreedLadder(DESK, null, "A")).toMatchObject([{ atMinutes: 60 }]);
});
