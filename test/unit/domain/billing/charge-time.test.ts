import { describe, expect, test } from "@jest/globals";
import { type BillingApproval, chargeTime } from "../../../../src/domain/billing/charge-time.ts";
import { takeBackTime } from "../../../../src/domain/billing/take-back-time.ts";
import type { LedgerEntry, NewCharge } from "../../../../src/domain/billing/time-ledger.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const entry = (id: number, minutes: number, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ id, ticketId: 1, at: instant(id * 10), minutes, cause: "customer", billable: true },
  ...{ service: "support", coverage: "included" },
  ...more,
});
const OUTSIDE = { service: "backup", coverage: "none" } as const;
const approval = (id: number, more: Partial<BillingApproval> = {}): BillingApproval => ({
  ...{ id, asked: "extra-time", service: "support", minutes: 60, askedAt: instant(0), givenAt: instant(5) },
  ...more,
});
const COVERAGE = { asked: "coverage", service: "backup", minutes: null } as const;

const charge = (
  entries: readonly LedgerEntry[],
  approvals: readonly BillingApproval[],
  { charges = [], freeMinutes = 0, at = 1000 }: { charges?: NewCharge[]; freeMinutes?: number; at?: number } = {},
) => chargeTime({ entries, charges }, { approvals, freeMinutes, at: instant(at) });
const billed = (charges: readonly NewCharge[]) => charges.map((one) => [one.entryId, one.approvalId, one.billed]);

describe("what is billed", () => {
  test.each<[string, LedgerEntry[], BillingApproval[], [number, number | null, number][]]>([
    ["nothing that was not approved", [entry(1, 90)], [], []],
    ["nothing while the question has no yes", [entry(1, 90)], [approval(7, { givenAt: null })], []],
    [
      "no more than was approved, oldest first",
      [entry(1, 45), entry(2, 45)],
      [approval(7)],
      [
        [1, 7, 45],
        [2, 7, 15],
      ],
    ],
    [
      "a further approval bills the rest",
      [entry(1, 90)],
      [approval(7), approval(8)],
      [
        [1, 7, 60],
        [1, 8, 30],
      ],
    ],
    ["nothing of what is the vendor's", [entry(1, 90, { billable: false })], [approval(7)], []],
    ["nothing by an approval for another service", [entry(1, 90)], [approval(7, { service: "backup" })], []],
    ["extra time of no service, within the agreement", [entry(1, 30)], [approval(7, { service: null })], [[1, 7, 30]]],
    ["but not outside it", [entry(1, 30, OUTSIDE)], [approval(7, { service: null })], []],
    ["all work on a service that was approved", [entry(1, 900, OUTSIDE)], [approval(7, COVERAGE)], [[1, 7, 900]]],
    ["but only while it is outside the agreement", [entry(1, 30, { service: "backup" })], [approval(7, COVERAGE)], []],
    [
      "only the minutes, once minutes were asked for on that service",
      [entry(1, 90, OUTSIDE)],
      [approval(7, COVERAGE), approval(8, { service: "backup" })],
      [[1, 8, 60]],
    ],
    [
      "and nothing more where those were refused",
      [entry(1, 90, OUTSIDE)],
      [approval(7, COVERAGE), approval(8, { service: "backup", givenAt: null })],
      [],
    ],
    [
      "but what was spent before they were asked for",
      [entry(1, 90, OUTSIDE)],
      [approval(7, COVERAGE), approval(8, { service: "backup", askedAt: instant(11), givenAt: null })],
      [[1, 7, 90]],
    ],
  ])("%s", (_what, entries, approvals, expected) => {
    expect(billed(charge(entries, approvals))).toEqual(expected);
  });

  test("extra time that needs no approval, and never work outside the agreement", () => {
    const entries = [entry(1, 20, OUTSIDE), entry(2, 20), entry(3, 20)];
    expect(billed(charge(entries, [], { freeMinutes: 30 }))).toEqual([
      [2, null, 20],
      [3, null, 10],
    ]);
  });

  test("a charge is of the instant at which all it rests on was there", () => {
    const at = (approvals: BillingApproval[], now: number) => charge([entry(1, 10)], approvals, { at: now })[0]?.at;
    expect(at([approval(7)], 10)).toBe(10);
    expect(at([approval(7, { givenAt: instant(50) })], 50)).toBe(50);
    expect(at([approval(7, { givenAt: instant(50) })], 10)).toBe(50);
    expect(at([approval(7)], 6)).toBe(10);
  });

  test("what was charged is not charged again", () => {
    const entries = [entry(1, 90)];
    const first = charge(entries, [approval(7)]);
    expect(charge(entries, [approval(7)], { charges: first })).toEqual([]);
  });
});

describe("what is taken back", () => {
  const taken = (minutes: number) =>
    ({ counterEntryId: 9, ticketId: 1, cause: "customer", minutes, at: instant(90) }) as const;

  test("is what was not billed, newest first, before what was", () => {
    const entries = [entry(1, 40), entry(2, 40)];
    const charges = charge(entries, [approval(7)]);
    expect(takeBackTime({ entries, charges }, taken(30))).toEqual([
      { entryId: 2, counterEntryId: 9, approvalId: null, billed: 0, takenBack: 20, at: 90 },
      { entryId: 2, counterEntryId: 9, approvalId: 7, billed: -10, takenBack: 10, at: 90 },
    ]);
  });

  test("counts no longer against its approval, which bills the next minutes", () => {
    const entries = [entry(1, 60), entry(2, 60, { cause: "third-party" })];
    const charges = charge(entries, [approval(7)]);
    const after = [...charges, ...takeBackTime({ entries, charges }, taken(25))];
    expect(billed(charge(entries, [approval(7)], { charges: after }))).toEqual([[2, 7, 25]]);
  });

  test("is nothing of another cause", () => {
    const entries = [entry(1, 60, { cause: "third-party" })];
    expect(takeBackTime({ entries, charges: [] }, taken(60))).toEqual([]);
  });

  test("is the ticket's own first, then what was recorded on one that was merged into it", () => {
    const entries = [entry(1, 40, { ticketId: 2 }), entry(2, 20), entry(3, 40, { ticketId: 2 })];
    const charges = takeBackTime({ entries, charges: [] }, taken(70));
    expect(charges.map(({ entryId, takenBack }) => [entryId, takenBack])).toEqual([
      [2, 20],
      [3, 40],
      [1, 10],
    ]);
  });
});
