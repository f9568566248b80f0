import { beforeEach, describe, expect, test } from "@jest/globals";
import { acknowledgeAlert } from "../../../../src/usecases/clock/acknowledge-alert.ts";
import { auditClocks } from "../../../../src/usecases/clock/audit-clocks.ts";
import { cancelClocks } from "../../../../src/usecases/clock/cancel-clocks.ts";
import type { ClockContext } from "../../../../src/usecases/clock/clock-context.ts";
import { endClocks } from "../../../../src/usecases/clock/end-clocks.ts";
import { mergeClocks } from "../../../../src/usecases/clock/merge-clocks.ts";
import { pauseClocks } from "../../../../src/usecases/clock/pause-clocks.ts";
import { readClock } from "../../../../src/usecases/clock/read-clock.ts";
import { recordAnswer } from "../../../../src/usecases/clock/record-answer.ts";
import { refreshClock } from "../../../../src/usecases/clock/refresh-clock.ts";
import { reopenClocks } from "../../../../src/usecases/clock/reopen-clocks.ts";
import { resumeClocks } from "../../../../src/usecases/clock/resume-clocks.ts";
import { retargetClocks } from "../../../../src/usecases/clock/retarget-clocks.ts";
import { revokeAnswer } from "../../../../src/usecases/clock/revoke-answer.ts";
import { startClocks } from "../../../../src/usecases/clock/start-clock.ts";
import { startNextResponse } from "../../../../src/usecases/clock/start-next-response.ts";
import type { StoredClock } from "../../../../src/usecases/ports/clock-store.ts";
import type { Ticket } from "../../../../src/usecases/ports/ticket-store.ts";
import { at, createMemoryClocks, type MemoryClocks, memoryContext } from "../../../support/memory-clocks.ts";

const NAMES = "name: { da: x, en: x }, definition: { da: x, en: x }";
const LEVELS = `
calendars:
  office: { zone: Europe/Copenhagen, hours: { mon: [["08:00", "16:00"]], tue: [["08:00", "16:00"]], wed: [["08:00", "16:00"]] } }
  always: { zone: UTC, hours: { mon: [["00:00", "24:00"]], tue: [["00:00", "24:00"]], wed: [["00:00", "24:00"]] } }
levels:
  A: { ${NAMES}, calendar: office, firstResponse: 4h, nextResponse: 2h, resolution: 8h }
  B: { ${NAMES}, calendar: office, firstResponse: 1h, nextResponse: 1h }
  C: { ${NAMES}, calendar: office, firstResponse: 6h }
  D: { ${NAMES}, calendar: always, firstResponse: 4h }
`;

// A Tuesday; the desk opens at 08:00 in Copenhagen, which is 07:00 UTC in winter.
const T = (time: string) => `2026-03-10T${time}:00.000Z`;
const TICKET = { id: 1, level: "A", organisation: null, agreement: null };

let memory: MemoryClocks;
let context: ClockContext;

beforeEach(async () => {
  memory = createMemoryClocks();
  context = await memoryContext(LEVELS);
  memory.setNow(T("07:00"));
});

const open = (level = "A") => startClocks(memory.stores, context, { ticketId: 1, level, startedAt: at(T("07:00")) });
const answer = (name: string, time: string) => {
  const now = memory.setNow(T(time));
  return recordAnswer(memory.stores, context, 1, { answer: name, at: now });
};

describe("a customer's mail opens a ticket", () => {
  test("first response and resolution start, and the first response's deadline is given", async () => {
    expect(await open()).toEqual({ firstResponseAt: at(T("11:00")) });
    expect(memory.clock("first_response")).toMatchObject({
      state: "running",
      deadlineAt: at(T("11:00")),
      nextWakeAt: at(T("10:00")),
      targetMinutes: 240,
    });
    expect(memory.clock("resolution")).toMatchObject({ state: "running", deadlineAt: at(T("15:00")) });
    expect(memory.clock("next_response")).toBeUndefined();
  });

  test("a level that promises no resolution starts none", async () => {
    await open("C");
    expect(memory.all().map(({ kind }) => kind)).toEqual(["first_response"]);
  });

  test("the calendar of the agreement replaces the level's", async () => {
    const startedAt = at(T("05:00"));
    const agreed = { organisation: "gone", agreement: { calendar: "always" } };
    const start = { ticketId: 1, level: "A", startedAt, agreed };
    expect(await startClocks(memory.stores, context, start)).toEqual({ firstResponseAt: at(T("09:00")) });
  });

  test("mail found after downtime is late at once, and says so by its true instants", async () => {
    memory.setNow(T("14:00"));
    await open();
    expect(memory.clock("first_response")).toMatchObject({
      state: "breached",
      breachedAt: at(T("11:00")),
      nextWakeAt: at(T("10:00")),
    });
    expect(memory.ticketEvents).toMatchObject([{ type: "clock-breached", at: at(T("11:00")) }]);
  });
});

describe("an agent's reply accepted by SMTP", () => {
  test("meets the first response in time, and nothing of it is due any more", async () => {
    await open();
    expect(await answer("outbox-1", "08:30")).toBe(1);
    expect(memory.clock("first_response")).toMatchObject({
      state: "met",
      metAt: at(T("08:30")),
      elapsedMs: 90 * 60_000,
      nextWakeAt: null,
    });
    expect(memory.clock("resolution").state).toBe("running");
  });

  test("at the very instant of the deadline is in time", async () => {
    await open();
    await answer("outbox-1", "11:00");
    expect(memory.clock("first_response")).toMatchObject({ state: "met", breachedAt: null });
  });

  test("after the deadline leaves the breach and is recorded", async () => {
    await open();
    await answer("outbox-1", "11:01");
    expect(memory.clock("first_response")).toMatchObject({
      state: "breached",
      breachedAt: at(T("11:00")),
      metAt: at(T("11:01")),
      nextWakeAt: null,
    });
  });

  test("as does a call in which the customer was reached", async () => {
    await open();
    await answer("call:7", "08:00");
    expect(memory.clock("first_response")).toMatchObject({ state: "met", metAt: at(T("08:00")) });
    expect(memory.clock("resolution").state).toBe("running");
  });

  test("meets the next response too", async () => {
    await open();
    await answer("outbox-1", "07:30");
    await startNextResponse(memory.stores, context, TICKET, { at: memory.setNow(T("08:00")) });
    expect(memory.clock("next_response")).toMatchObject({ state: "running", deadlineAt: at(T("10:00")) });
    await answer("outbox-2", "09:00");
    expect(memory.clock("next_response")).toMatchObject({ state: "met", metAt: at(T("09:00")) });
  });
});

describe("a verified bounce for the only requester address", () => {
  test("takes the answer back: the clock ran on all the time, and the ladder starts anew", async () => {
    await open();
    await answer("outbox-1", "08:00");
    await revokeAnswer(memory.stores, context, 1, { answer: "outbox-1", at: memory.setNow(T("09:00")) });
    expect(memory.clock("first_response")).toMatchObject({
      state: "running",
      metAt: null,
      deadlineAt: at(T("11:00")),
      nextWakeAt: at(T("10:00")),
      generation: 2,
    });
  });

  test("proved after the deadline, the breach is at the deadline", async () => {
    await open();
    await answer("outbox-1", "08:00");
    await revokeAnswer(memory.stores, context, 1, { answer: "outbox-1", at: memory.setNow(T("13:00")) });
    expect(memory.clock("first_response")).toMatchObject({ state: "breached", breachedAt: at(T("11:00")) });
    // The ladder of the new generation is due since the bounce, not since the deadline.
    expect(memory.clock("first_response").nextWakeAt).toBe(at(T("13:00")));
  });

  test("another answer that stands counts instead", async () => {
    await open();
    await answer("outbox-1", "08:00");
    await answer("outbox-2", "08:40");
    await revokeAnswer(memory.stores, context, 1, { answer: "outbox-1", at: memory.setNow(T("09:00")) });
    expect(memory.clock("first_response")).toMatchObject({ state: "met", metAt: at(T("08:40")) });
  });
});

describe("the customer writes again", () => {
  test("while nothing is unanswered, a next response is promised", async () => {
    await open();
    await answer("outbox-1", "07:30");
    await startNextResponse(memory.stores, context, TICKET, { at: at(T("08:00")) });
    expect(memory.clock("next_response").startedAt).toBe(at(T("08:00")));
  });

  test("while one is unanswered, the older promise stands", async () => {
    await open();
    await startNextResponse(memory.stores, context, TICKET, { at: at(T("08:00")) });
    expect(memory.clock("next_response")).toBeUndefined();
  });

  test("at a level that the desk has no more, nothing new is promised and nothing fails", async () => {
    await open();
    await answer("outbox-1", "07:30");
    const ticket = { ...TICKET, level: "removed" };
    await startNextResponse(memory.stores, context, ticket, { at: at(T("08:00")) });
    expect(memory.all().map(({ kind }) => kind)).toEqual(["first_response", "resolution"]);
  });

  test("on a ticket that nobody serves, nothing is promised", async () => {
    await startNextResponse(memory.stores, context, TICKET, { at: at(T("08:00")) });
    expect(memory.all()).toEqual([]);
  });

  test("the resolution no longer waits for the requester", async () => {
    await open();
    await pauseClocks(memory.stores, context, 1, { reason: "requester", at: memory.setNow(T("08:00")) });
    expect(memory.clock("resolution")).toMatchObject({ state: "paused", pauseReason: "requester", deadlineAt: null });
    await resumeClocks(memory.stores, context, 1, { reason: "requester", at: memory.setNow(T("09:00")) });
    // Seven hours are left at 09:00 UTC, of which six are open on that day.
    expect(memory.clock("resolution")).toMatchObject({ state: "running", deadlineAt: at("2026-03-11T08:00:00.000Z") });
  });
});

describe("pauses", () => {
  test("#wait excuses only the resolution", async () => {
    await open();
    await pauseClocks(memory.stores, context, 1, { reason: "requester", at: at(T("07:00")) });
    expect(memory.all().map(({ kind, state }) => [kind, state])).toEqual([
      ["first_response", "running"],
      ["resolution", "paused"],
    ]);
  });

  test.each(["access", "consent"] as const)(
    "waiting for %s excuses every promise until it is given",
    async (reason) => {
      await open();
      await pauseClocks(memory.stores, context, 1, { reason, at: memory.setNow(T("08:00")) });
      expect(memory.all().map(({ state, nextWakeAt }) => [state, nextWakeAt])).toEqual([
        ["paused", null],
        ["paused", null],
      ]);
      expect(await resumeClocks(memory.stores, context, 1, { reason, at: memory.setNow(T("09:00")) })).toBe(2);
      expect(memory.clock("first_response").deadlineAt).toBe(at(T("12:00")));
    },
  );

  test("with two reasons, one that is gone is not enough", async () => {
    await open();
    await pauseClocks(memory.stores, context, 1, { reason: "access", at: memory.setNow(T("08:00")) });
    await pauseClocks(memory.stores, context, 1, { reason: "consent", at: memory.setNow(T("08:10")) });
    await resumeClocks(memory.stores, context, 1, { reason: "access", at: memory.setNow(T("08:20")) });
    expect(memory.clock("first_response")).toMatchObject({ state: "paused", pauseReason: "consent" });
  });
});

describe("the level changes", () => {
  test("what was spent stays spent, under the new target", async () => {
    await open("C");
    await retargetClocks(memory.stores, context, 1, { level: "A", at: memory.setNow(T("09:00")) });
    expect(memory.clock("first_response")).toMatchObject({ level: "A", deadlineAt: at(T("11:00")), generation: 2 });
  });

  test("more spent than the new target allows is a breach at that instant, not earlier", async () => {
    await open("A");
    await retargetClocks(memory.stores, context, 1, { level: "B", at: memory.setNow(T("09:00")) });
    memory.setNow(T("09:01"));
    await recordAnswer(memory.stores, context, 1, { answer: "outbox-1", at: at(T("09:01")) });
    expect(memory.clock("first_response").breachedAt).toBe(at(T("09:00")));
  });

  test("a promise that the new level does not make is cancelled, one it makes starts at the change", async () => {
    await open("A");
    await retargetClocks(memory.stores, context, 1, { level: "C", at: memory.setNow(T("09:00")) });
    expect(memory.clock("resolution")).toMatchObject({ state: "cancelled", nextWakeAt: null });
    await retargetClocks(memory.stores, context, 1, { level: "A", at: memory.setNow(T("10:00")) });
    expect(memory.clock("resolution")).toMatchObject({ state: "running", startedAt: at(T("10:00")) });
  });

  test("another calendar counts from that instant on", async () => {
    await open("A");
    await retargetClocks(memory.stores, context, 1, { level: "D", at: memory.setNow("2026-03-10T08:00:00.000Z") });
    expect(memory.clock("first_response")).toMatchObject({ calendar: "always", deadlineAt: at(T("11:00")) });
    memory.setNow(T("15:00"));
    await open("A");
    await retargetClocks(memory.stores, context, 1, { level: "D", at: memory.setNow(T("16:00")) });
    expect(memory.clock("first_response").deadlineAt).toBe(at("2026-03-10T11:00:00.000Z"));
  });
});

describe("resolve, close, reopen, merge", () => {
  test("resolved without an answer, the first response runs on and the resolution is met", async () => {
    await open();
    await endClocks(memory.stores, context, 1, { at: memory.setNow(T("09:00")) });
    expect(memory.clock("first_response").state).toBe("running");
    expect(memory.clock("resolution")).toMatchObject({ state: "met", metAt: at(T("09:00")) });
  });

  test("closed by the requester, the first response is void", async () => {
    await open();
    await endClocks(memory.stores, context, 1, { at: memory.setNow(T("09:00")), by: "requester" });
    expect(memory.clock("first_response").state).toBe("cancelled");
  });

  test("a next response still owed is void", async () => {
    await open();
    await answer("outbox-1", "07:30");
    await startNextResponse(memory.stores, context, TICKET, { at: memory.setNow(T("08:00")) });
    await endClocks(memory.stores, context, 1, { at: memory.setNow(T("09:00")) });
    expect(memory.clock("next_response").state).toBe("cancelled");
    expect(memory.clock("first_response").state).toBe("met");
  });

  test("reopened, the resolution runs on with what was spent, and the time in between does not count", async () => {
    await open();
    await answer("outbox-1", "07:30");
    await endClocks(memory.stores, context, 1, { at: memory.setNow(T("09:00")) });
    await reopenClocks(memory.stores, context, 1, { at: memory.setNow("2026-03-11T07:00:00.000Z") });
    expect(memory.clock("resolution")).toMatchObject({
      state: "running",
      deadlineAt: at("2026-03-11T13:00:00.000Z"),
      generation: 2,
    });
    expect(memory.clock("first_response").state).toBe("met");
  });

  test("merged into another, every promise is void, also one that was broken", async () => {
    await open();
    await cancelClocks(memory.stores, context, 1, { at: memory.setNow(T("12:00")) });
    expect(memory.clock("first_response")).toMatchObject({
      state: "cancelled",
      breachedAt: at(T("11:00")),
      nextWakeAt: null,
    });
    expect(memory.clock("resolution")).toMatchObject({ state: "cancelled", nextWakeAt: null });
    expect(await answer("outbox-1", "13:00")).toBe(0);
  });

  describe("merged into another", () => {
    const target = { ...TICKET, id: 2 } as unknown as Ticket;
    const openAt = (ticketId: number, time: string) =>
      startClocks(memory.stores, context, { ticketId, level: "A", startedAt: memory.setNow(T(time)) });
    const merge = (time: string) =>
      mergeClocks(memory.stores, context, { sourceId: 1, target, at: memory.setNow(T(time)) });
    const standing = (ticketId: number) =>
      memory.all().filter((clock) => clock.ticketId === ticketId && clock.state !== "cancelled");

    test("the target keeps its own where it began earlier", async () => {
      await openAt(2, "07:00");
      const before = standing(2).map((clock) => ({ ...clock }));
      await openAt(1, "08:00");
      await merge("09:00");
      expect(standing(1)).toEqual([]);
      expect(standing(2)).toEqual(before);
    });

    test("the earlier start wins, with all that happened to the target since", async () => {
      await openAt(1, "07:00");
      await openAt(2, "08:00");
      await pauseClocks(memory.stores, context, 2, { reason: "access", at: memory.setNow(T("08:30")) });
      await resumeClocks(memory.stores, context, 2, { reason: "access", at: memory.setNow(T("09:00")) });
      await merge("09:30");
      expect(standing(1)).toEqual([]);
      expect(standing(2)).toMatchObject([
        { kind: "first_response", startedAt: at(T("07:00")), deadlineAt: at(T("11:30")) },
        { kind: "resolution", startedAt: at(T("07:00")) },
      ]);
      expect(await auditClocks(memory.stores, context)).toMatchObject({ differences: [] });
    });

    test("until the target's own start the merged ticket's waits are not counted, and the last of them ends there", async () => {
      await openAt(1, "07:00");
      await pauseClocks(memory.stores, context, 1, { reason: "access", at: memory.setNow(T("07:30")) });
      await openAt(2, "11:00");
      await merge("11:40");
      expect(standing(2)).toMatchObject([
        // Half an hour before the wait, the rest after the target's own start.
        { kind: "first_response", state: "running", startedAt: at(T("07:00")), deadlineAt: at(T("14:30")) },
        { kind: "resolution", state: "running", pauseReason: null },
      ]);
      expect(memory.ticketEvents).toEqual([]);
      expect(await auditClocks(memory.stores, context)).toMatchObject({ differences: [] });
    });

    test("a wait that had ended is not counted either, nor the time in which the merged ticket was resolved", async () => {
      await openAt(1, "07:00");
      await pauseClocks(memory.stores, context, 1, { reason: "access", at: memory.setNow(T("07:30")) });
      await resumeClocks(memory.stores, context, 1, { reason: "access", at: memory.setNow(T("08:00")) });
      await endClocks(memory.stores, context, 1, { at: memory.setNow(T("08:30")) });
      await openAt(2, "10:00");
      await reopenClocks(memory.stores, context, 1, { at: memory.setNow(T("10:30")) });
      await merge("10:40");
      const [first, resolution] = standing(2);
      expect(first).toMatchObject({ deadlineAt: at(T("11:30")) });
      // An hour of eight was spent when it was resolved; it runs on from the target's own start.
      expect(resolution).toMatchObject({ state: "running", elapsedMs: 100 * 60_000 });
      expect(await auditClocks(memory.stores, context)).toMatchObject({ differences: [] });
    });

    test("each counts by its own calendar: no night is charged that was promised to nobody", async () => {
      await openAt(1, "07:00");
      await startClocks(memory.stores, context, {
        ...{ ticketId: 2, level: "D", startedAt: memory.setNow("2026-03-11T06:00:00.000Z") },
      });
      await mergeClocks(memory.stores, context, {
        ...{ sourceId: 1, target: { ...target, level: "D" }, at: memory.setNow("2026-03-11T06:10:00.000Z") },
      });
      const clock = standing(2).find(({ kind }) => kind === "first_response");
      expect(clock).toMatchObject({ startedAt: at(T("07:00")), calendar: "always", elapsedMs: (8 * 60 + 10) * 60_000 });
    });

    test("an answer of the merged ticket that bounced after the target began was never given", async () => {
      await openAt(1, "07:00");
      const now = memory.setNow(T("07:30"));
      await recordAnswer(memory.stores, context, 1, { answer: "outbox-1", at: now });
      await openAt(2, "08:00");
      await revokeAnswer(memory.stores, context, 1, { answer: "outbox-1", at: memory.setNow(T("08:30")) });
      await merge("09:00");
      const clock = standing(2).find(({ kind }) => kind === "first_response");
      expect(clock).toMatchObject({ state: "running", startedAt: at(T("07:00")), deadlineAt: at(T("11:00")) });
    });

    test("steps that rang for the target do not ring again, and its breach is told once", async () => {
      await openAt(1, "07:00");
      await openAt(2, "07:10");
      memory.setNow(T("11:20"));
      const old = standing(2).find(({ kind }) => kind === "first_response");
      if (old === undefined) throw new Error("no clock");
      await refreshClock(memory.stores, context, { ...old });
      expect(memory.ticketEvents.map(({ type }) => type)).toEqual(["clock-breached"]);
      const rung = { clockId: old.id, generation: 1, dueAt: at(T("11:10")), firedAt: at(T("11:20")) };
      memory.escalations.push({ ...rung, step: -60, kind: "warning" }, { ...rung, step: 0, kind: "breach" });
      await merge("11:25");
      const clock = standing(2).find(({ kind }) => kind === "first_response");
      expect(clock).toMatchObject({ state: "breached", breachedAt: at(T("11:00")) });
      expect(memory.ticketEvents.filter(({ ticketId }) => ticketId === 2)).toHaveLength(1);
      const { plan } = await readClock(
        memory.stores.clocks,
        context,
        { ...(clock as StoredClock), agreed: null },
        at(T("11:25")),
      );
      expect(plan.due).toEqual([]);
      expect(memory.escalations.filter(({ clockId }) => clockId === clock?.id).map(({ step }) => step)).toEqual([
        -60, 0,
      ]);
    });

    describe("at a stricter level", () => {
      const openAtLevel = (ticketId: number, level: string, time: string) =>
        startClocks(memory.stores, context, { ticketId, level, startedAt: memory.setNow(T(time)) });
      // B is answered in an hour, C in six.
      const mergeIntoB = (time: string) =>
        mergeClocks(memory.stores, context, {
          ...{ sourceId: 1, target: { ...target, level: "B" }, at: memory.setNow(T(time)) },
        });

      test("breaks no promise that stood: the target keeps its own where that has less left", async () => {
        await openAtLevel(1, "C", "07:00");
        await openAtLevel(2, "B", "09:00");
        const before = standing(2).map((clock) => ({ ...clock }));
        await mergeIntoB("09:30");
        expect(standing(2)).toEqual(before);
        expect(standing(2)).toMatchObject([{ state: "running", deadlineAt: at(T("10:00")) }]);
        expect(memory.ticketEvents).toEqual([]);
        expect(standing(1)).toEqual([]);
      });

      test("begins earlier where the merged ticket has less left, and falls due as was promised there", async () => {
        await openAtLevel(1, "C", "07:00");
        await openAtLevel(2, "B", "12:30");
        await mergeIntoB("12:40");
        expect(standing(2)).toMatchObject([
          { state: "running", level: "B", startedAt: at(T("07:00")), deadlineAt: at(T("13:00")), targetMinutes: 360 },
        ]);
        expect(memory.ticketEvents).toEqual([]);
        expect(await auditClocks(memory.stores, context)).toMatchObject({ differences: [] });
      });

      test("made stricter by #level, it counts the same", async () => {
        await openAtLevel(1, "C", "07:00");
        await openAtLevel(2, "C", "12:30");
        await retargetClocks(memory.stores, context, 2, { level: "B", at: memory.setNow(T("12:35")) });
        await mergeIntoB("12:40");
        const first = standing(2).filter(({ kind }) => kind === "first_response");
        expect(first).toMatchObject([{ state: "running", startedAt: at(T("07:00")), deadlineAt: at(T("13:00")) }]);
        expect(await auditClocks(memory.stores, context)).toMatchObject({ differences: [] });
      });

      test("what was late already stays late, at its true instant", async () => {
        await openAtLevel(1, "C", "07:00");
        await openAtLevel(2, "B", "13:10");
        await mergeIntoB("13:20");
        expect(standing(2)).toMatchObject([{ state: "breached", breachedAt: at(T("13:00")) }]);
      });
    });

    test("a breach that only the earlier start brings is told", async () => {
      await openAt(1, "07:00");
      await openAt(2, "09:00");
      await merge("11:25");
      expect(memory.ticketEvents).toMatchObject([
        { ticketId: 1, type: "clock-breached" },
        { ticketId: 2, type: "clock-breached", at: at(T("11:00")) },
      ]);
    });

    test("a target that was answered is owed what the merged ticket was owed, no sooner than that was promised", async () => {
      await openAt(2, "07:00");
      const now = memory.setNow(T("07:20"));
      await recordAnswer(memory.stores, context, 2, { answer: "outbox-1", at: now });
      await openAt(1, "07:30");
      await merge("10:00");
      const next = standing(2).find(({ kind }) => kind === "next_response");
      expect(next).toMatchObject({ state: "running", startedAt: at(T("07:30")), deadlineAt: at(T("11:30")) });
      expect(memory.ticketEvents).toEqual([]);
      await answer("outbox-2", "10:10");
      expect(await auditClocks(memory.stores, context)).toMatchObject({ differences: [] });
    });

    test("a target that was answered owes nothing where its level promises no next response", async () => {
      await openAt(2, "07:00");
      const now = memory.setNow(T("07:20"));
      await recordAnswer(memory.stores, context, 2, { answer: "outbox-1", at: now });
      await openAt(1, "07:30");
      await mergeClocks(memory.stores, context, {
        ...{ sourceId: 1, target: { ...target, level: "C" }, at: memory.setNow(T("10:00")) },
      });
      expect(standing(2).map(({ kind }) => kind)).not.toContain("next_response");
    });

    test("taken over, a promise goes on waiting, and what rang for it does not ring again", async () => {
      await openAt(1, "07:00");
      const [source] = standing(1);
      const rung = { clockId: source?.id ?? 0, generation: 1, dueAt: at(T("07:20")), firedAt: at(T("07:20")) };
      memory.escalations.push({ ...rung, step: -60, kind: "warning" });
      await pauseClocks(memory.stores, context, 1, { reason: "access", at: memory.setNow(T("07:30")) });
      await merge("09:00");
      expect(standing(2)).toMatchObject([
        { kind: "first_response", state: "paused", pauseReason: "access", elapsedMs: 30 * 60_000 },
        { kind: "resolution", state: "paused" },
      ]);
      const taken = standing(2)[0]?.id;
      expect(memory.escalations.filter(({ clockId }) => clockId === taken).map(({ step }) => step)).toEqual([-60]);
      await resumeClocks(memory.stores, context, 2, { reason: "access", at: memory.setNow(T("09:30")) });
      expect(standing(2)[0]?.deadlineAt).toBe(at(T("13:00")));
    });

    test("a target that was answered owes no first response again", async () => {
      await openAt(1, "07:00");
      await openAt(2, "07:30");
      const now = memory.setNow(T("08:00"));
      await recordAnswer(memory.stores, context, 2, { answer: "outbox-1", at: now });
      await merge("09:00");
      expect(standing(2).find(({ kind }) => kind === "first_response")).toMatchObject({
        state: "met",
        startedAt: at(T("07:30")),
      });
    });

    test("a target without any promise takes over what was promised", async () => {
      await openAt(1, "07:00");
      await merge("08:00");
      expect(standing(2)).toMatchObject([
        { kind: "first_response", startedAt: at(T("07:00")), deadlineAt: at(T("11:00")) },
        { kind: "resolution" },
      ]);
    });
  });
});

describe("#ack", () => {
  test("holds the ladder for so much working time, but never the breach itself", async () => {
    await open("C");
    const held = await acknowledgeAlert(memory.stores, context, 1, { holdMinutes: 360, at: memory.setNow(T("11:50")) });
    const until = at("2026-03-11T09:50:00.000Z");
    expect(held).toEqual({ kind: "held", until });
    expect(memory.clock("first_response")).toMatchObject({ ladderHeldUntil: until, nextWakeAt: at(T("13:00")) });
  });

  test("without a length holds it until the clock is next changed", async () => {
    await open("C");
    await acknowledgeAlert(memory.stores, context, 1, { holdMinutes: null, at: memory.setNow(T("11:50")) });
    expect(memory.clock("first_response").nextWakeAt).toBe(at(T("13:00")));
    await retargetClocks(memory.stores, context, 1, { level: "A", at: memory.setNow(T("12:00")) });
    expect(memory.clock("first_response")).toMatchObject({ ladderHeldUntil: null, nextWakeAt: at(T("12:00")) });
  });

  test("where everything is answered there is nothing to hold", async () => {
    await open("C");
    await answer("outbox-1", "08:00");
    const nothing = await acknowledgeAlert(memory.stores, context, 1, { holdMinutes: null, at: at(T("08:10")) });
    expect(nothing).toEqual({ kind: "nothing-to-hold" });
  });
});
