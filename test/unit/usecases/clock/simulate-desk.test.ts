import { beforeEach, expect, test } from "@jest/globals";
import type { Desk } from "../../../../src/domain/desk/desk.ts";
import { type Instant, instant } from "../../../../src/domain/time/instant.ts";
import { cancelClocks } from "../../../../src/usecases/clock/cancel-clocks.ts";
import type { ClockContext } from "../../../../src/usecases/clock/clock-context.ts";
import { endClocks } from "../../../../src/usecases/clock/end-clocks.ts";
import { pauseClocks } from "../../../../src/usecases/clock/pause-clocks.ts";
import { recordAnswer } from "../../../../src/usecases/clock/record-answer.ts";
import { reopenClocks } from "../../../../src/usecases/clock/reopen-clocks.ts";
import { resumeClocks } from "../../../../src/usecases/clock/resume-clocks.ts";
import { retargetClocks } from "../../../../src/usecases/clock/retarget-clocks.ts";
import { revokeAnswer } from "../../../../src/usecases/clock/revoke-answer.ts";
import { type ClockComparison, simulateDesk } from "../../../../src/usecases/clock/simulate-desk.ts";
import { startClocks } from "../../../../src/usecases/clock/start-clock.ts";
import { startNextResponse } from "../../../../src/usecases/clock/start-next-response.ts";
import { createTally, isDifferent } from "../../../../src/usecases/clock/tally-comparisons.ts";
import { danishOnly } from "../../../support/calendars.ts";
import {
  at,
  createMemoryClocks,
  type MemoryClocks,
  memoryContext,
  oneVersion,
} from "../../../support/memory-clocks.ts";
import { testDesk } from "../../../support/test-desk.ts";

const NAMES = "name: { da: x, en: x }, definition: { da: x, en: x }";
const WEEK = (hours: string) => `{ mon: ${hours}, tue: ${hours}, wed: ${hours}, thu: ${hours}, fri: ${hours} }`;
const CALENDARS = `
calendars:
  office: { zone: Europe/Copenhagen, hours: ${WEEK('[["08:00", "16:00"]]')} }
  always: { zone: UTC, hours: ${WEEK('[["00:00", "24:00"]]')} }
`;
const AGREED = `${CALENDARS}
levels:
  A: { ${NAMES}, calendar: office, firstResponse: 4h, nextResponse: 2h, resolution: 8h }
  B: { ${NAMES}, calendar: always, firstResponse: 1h, nextResponse: 1h }
  C: { ${NAMES}, calendar: office, firstResponse: 6h, resolution: 12h }
`;

// A Tuesday; 08:00 in Copenhagen is 07:00 UTC in winter.
const T = (time: string) => at(`2026-03-10T${time}:00.000Z`);
const SPRING = { from: T("00:00"), to: at("2027-01-01T00:00:00Z"), holidays: danishOnly };
const HOUR_MS = 3_600_000;

let memory: MemoryClocks;
let context: ClockContext;

beforeEach(async () => {
  memory = createMemoryClocks();
  context = await memoryContext(AGREED);
  Object.assign(memory.stores.clocks, oneVersion(context.desk));
});

function setNow(now: Instant): Instant {
  return memory.setNow(new Date(now).toISOString());
}

async function simulate(desk: Desk, pageSize = 7): Promise<ClockComparison[]> {
  const found: ClockComparison[] = [];
  for await (const page of simulateDesk(memory.stores, { ...SPRING, desk, pageSize })) {
    expect(page.length).toBeLessThanOrEqual(pageSize);
    for (const one of page) {
      if ("unreadable" in one) throw new Error(one.unreadable);
      found.push(one);
    }
  }
  return found;
}

async function open(level: string, startedAt: Instant, ticketId = 1): Promise<void> {
  setNow(startedAt);
  await startClocks(memory.stores, context, { ticketId, level, startedAt });
}

test("the same desk gives every clock the same verdict and deadline, whatever happened to it", async () => {
  const { stores } = memory;
  let seed = 20_261;
  const chance = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const levels = ["A", "B", "C"] as const;
  for (let id = 1; id <= 60; id += 1) {
    let now = instant(T("06:00") + chance(400) * HOUR_MS);
    await open(levels[chance(3)] ?? "A", now, id);
    for (let step = chance(9); step > 0; step -= 1) {
      now = setNow(instant(now + chance(9) * HOUR_MS));
      const change = { at: now };
      const level = levels[chance(3)] ?? "A";
      const happenings = [
        () => retargetClocks(stores, context, id, { ...change, level }),
        () => retargetClocks(stores, context, id, { ...change, level }),
        () => pauseClocks(stores, context, id, { ...change, reason: "access" }),
        () => resumeClocks(stores, context, id, { ...change, reason: "access" }),
        () => recordAnswer(stores, context, id, { ...change, answer: `outbox:${id}` }),
        () => revokeAnswer(stores, context, id, { ...change, answer: `outbox:${id}` }),
        () => startNextResponse(stores, context, { id, level, organisation: null, agreement: null }, change),
        () => endClocks(stores, context, id, change),
        () => reopenClocks(stores, context, id, change),
        () => cancelClocks(stores, context, id, change),
      ];
      await happenings[chance(happenings.length)]?.();
    }
  }
  setNow(instant(T("06:00") + 500 * HOUR_MS));
  const compared = await simulate(context.desk);
  expect(compared).toHaveLength(memory.all().length);
  expect(new Set(compared.map(({ was }) => was.verdict)).size).toBeGreaterThanOrEqual(3);
  for (const { was, would } of compared) expect(would).toEqual(was);
});

test("another target breaks a promise that was kept, and another calendar spares one that was broken", async () => {
  await open("A", T("07:00"), 1);
  setNow(T("10:00"));
  await recordAnswer(memory.stores, context, 1, { answer: "outbox:1", at: T("10:00") });
  await open("B", T("17:00"), 2);
  setNow(at("2026-03-11T06:00:00Z"));
  await recordAnswer(memory.stores, context, 2, { answer: "outbox:2", at: at("2026-03-11T06:00:00Z") });
  const other = testDesk(
    AGREED.replace("calendar: office, firstResponse: 4h", "calendar: office, firstResponse: 2h").replace(
      "calendar: always, firstResponse",
      "calendar: office, firstResponse",
    ),
  );
  const first = (await simulate(other)).filter(({ kind }) => kind === "first_response");
  expect(first.map(({ ref, was, would }) => [ref, was.verdict, would.verdict, would.deadline])).toEqual([
    ["SV-1", "kept", "breached", T("09:00")],
    ["SV-2", "breached", "kept", null],
  ]);
});

test("a change of level gets the other desk's target and calendar, and counts on with what was spent", async () => {
  await open("C", T("07:00"));
  setNow(T("09:00"));
  await retargetClocks(memory.stores, context, 1, { level: "A", at: T("09:00") });
  setNow(T("11:30"));
  const other = testDesk(AGREED.replace("office, firstResponse: 4h", "always, firstResponse: 20h"));
  const [first] = (await simulate(other)).filter(({ kind }) => kind === "first_response");
  expect(first).toMatchObject({ level: "A", was: { verdict: "breached", deadline: T("11:00") } });
  // Two of twenty hours were spent at 09:00; the rest counts day and night.
  expect(first?.would).toEqual({ verdict: "open", deadline: at("2026-03-11T03:00:00Z") });
});

test("what the other desk does not promise is told as such, and a change to such a level cancels", async () => {
  await open("A", T("07:00"), 1);
  await open("C", T("07:00"), 2);
  setNow(T("08:00"));
  await retargetClocks(memory.stores, context, 2, { level: "A", at: T("08:00") });
  const other = testDesk(AGREED.replace("nextResponse: 2h, resolution: 8h", "nextResponse: 2h"));
  const resolutions = (await simulate(other)).filter(({ kind }) => kind === "resolution");
  expect(resolutions.map(({ would }) => would.verdict)).toEqual(["not promised", "cancelled"]);
});

test("a calendar agreed in the other file replaces the level's for its organisation only", async () => {
  await open("A", T("17:00"), 1);
  await open("A", T("17:00"), 2);
  const { clocks } = memory.stores;
  const withOrganisations: typeof clocks = {
    ...clocks,
    listOpenedIn: async (...page) =>
      (await clocks.listOpenedIn(...page)).map((one) => ({
        ...one,
        organisation: one.ref === "SV-1" ? "north" : null,
      })),
  };
  const other = testDesk(`${AGREED}
organisations:
  - { id: north, name: North, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31, calendar: always } }
`);
  setNow(T("18:00"));
  const found: ClockComparison[] = [];
  for await (const page of simulateDesk({ ...memory.stores, clocks: withOrganisations }, { ...SPRING, desk: other })) {
    found.push(...(page as ClockComparison[]));
  }
  const first = found.filter(({ kind }) => kind === "first_response");
  expect(first.map(({ would }) => would.deadline)).toEqual([T("21:00"), at("2026-03-11T11:00:00Z")]);
});

test("a clock that cannot be read is named, and the others are compared", async () => {
  await open("C", T("07:00"), 1);
  await open("C", T("07:00"), 2);
  memory.events.splice(0, 1);
  const pages = simulateDesk(memory.stores, { ...SPRING, desk: context.desk });
  const page = (await pages.next()).value as readonly object[];
  expect(page).toHaveLength(4);
  expect(page.filter((one) => "unreadable" in one)).toEqual([
    { ref: "SV-1", kind: "first_response", unreadable: "a clock without a start event" },
  ]);
});

test("a tally counts by level and organisation, and only a changed verdict is a difference", () => {
  const outcome = (verdict: ClockComparison["was"]["verdict"]) => ({ verdict, deadline: null });
  const base = { ref: "SV-1", kind: "first_response", level: "A", organisation: null } as const;
  const comparisons: ClockComparison[] = [
    { ...base, was: outcome("kept"), would: outcome("breached") },
    { ...base, was: outcome("breached"), would: outcome("kept") },
    { ...base, was: outcome("breached"), would: outcome("breached") },
    { ...base, organisation: "north", was: outcome("open"), would: outcome("not promised") },
  ];
  const tally = createTally();
  for (const comparison of comparisons) tally.add(comparison);
  const none = { clocks: 0, breached: 0, wouldBreach: 0, newlyBreached: 0, spared: 0, notPromised: 0 };
  expect(tally.groups()).toEqual([
    { ...none, level: "A", organisation: null, clocks: 3, breached: 2, wouldBreach: 2, newlyBreached: 1, spared: 1 },
    { ...none, level: "A", organisation: "north", clocks: 1, notPromised: 1 },
  ]);
  expect(comparisons.map(isDifferent)).toEqual([true, true, false, true]);
});
