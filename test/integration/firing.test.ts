import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { acknowledgeAlert } from "../../src/usecases/clock/acknowledge-alert.ts";
import { auditClocks } from "../../src/usecases/clock/audit-clocks.ts";
import { explainClocks } from "../../src/usecases/clock/explain-clocks.ts";
import { fireClock } from "../../src/usecases/clock/fire-clock.ts";
import { pauseClocks } from "../../src/usecases/clock/pause-clocks.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { retargetClocks } from "../../src/usecases/clock/retarget-clocks.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { wakeClock } from "../../src/usecases/clock/wake-clock.ts";
import type { StoredClock } from "../../src/usecases/ports/clock-store.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { runCli } from "../support/run-cli.ts";

let database: TestDatabase;
let desk: ClockDesk;

beforeEach(async () => {
  database = await createTestDatabase();
  desk = await openClockDesk(database.url);
});
afterEach(async () => {
  await desk.close();
  await database.drop();
});

const fire = ({ id, version }: Pick<StoredClock, "id" | "version">) => fireClock(desk.deps, { clockId: id, version });
const kinds = async () => (await desk.alerts()).map(({ kind, recipient }) => `${kind} ${recipient}`);

describe("firing", () => {
  test("a warning, a breach and an escalation ring in working time, each once, to those the ladder names", async () => {
    const opened = await desk.openTicket(181, { agent: "two" });
    expect(await fire(opened)).toEqual({ kind: "fired", steps: 1, mails: 2 });
    expect(await kinds()).toEqual(["warning two@desk.example", "warning one@desk.example"]);
    await desk.moveTime(60);
    const warned = await desk.clock(opened.id);
    expect(warned.state).toBe("running");
    expect(await fire(warned)).toMatchObject({ steps: 1 });
    const breached = await desk.clock(opened.id);
    expect(breached).toMatchObject({ state: "breached", breachedAt: opened.deadlineAt });
    await desk.moveTime(120);
    expect(await fire(breached)).toMatchObject({ steps: 1 });
    expect((await kinds()).slice(2)).toEqual([
      "breach one@desk.example",
      "breach ops@desk.example",
      "escalation one@desk.example",
      "escalation ops@desk.example",
    ]);
    const done = await desk.clock(opened.id);
    expect(done.nextWakeAt).toBeNull();
    expect(await fire(done)).toEqual({ kind: "stale" });
    expect(desk.rung).toEqual(["send", "send", "send"]);
  });

  test("the mail names the promise, what was counted, how late it is, and how to silence the next", async () => {
    const opened = await desk.openTicket(260);
    await fire(opened);
    const breach = (await desk.alerts()).find(
      ({ kind, recipient }) => kind === "breach" && recipient.startsWith("one"),
    );
    const row = await desk.deps.unitOfWork.reading.outbox.find(breach?.outboxId ?? 0);
    const mail = Buffer.from(row?.bytes ?? []).toString("latin1");
    expect(mail).toMatch(/^To: .*one@desk\.example/m);
    expect(mail).toMatch(/^Reply-To: .*support\+[a-z2-7]+@desk\.example/m);
    expect(mail).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(mail).toContain("4 t arbejdstid");
    expect(mail).toContain("4 t 20 min");
    expect(mail).toContain("#kvitter 2h");
    expect(row?.envelopeFrom).toBe("");
  });

  test("after downtime everything due rings once, in order, with its true instant", async () => {
    const opened = await desk.openTicket(1000);
    expect(await fire(opened)).toMatchObject({ steps: 3 });
    const rung = await desk.deps.unitOfWork.reading.clocks.listEscalations(opened.id);
    const minutes = rung.map(({ dueAt }) => (dueAt - opened.startedAt) / 60_000);
    expect(minutes).toEqual([180, 240, 360]);
    const events = await desk.deps.unitOfWork.reading.tickets.listEvents(opened.ticketId);
    expect(events.find(({ type }) => type === "clock-breached")?.at).toBe(opened.deadlineAt);
  });

  test("early, it changes nothing and says when to come back", async () => {
    const opened = await desk.openTicket(0);
    const early = await fire(opened);
    expect(early).toMatchObject({ kind: "early" });
    expect(await wakeClock(desk.deps, opened.id, opened.version)).toBeGreaterThan(170 * 60_000);
    expect(await desk.clock(opened.id)).toEqual(opened);
    expect(await desk.alerts()).toEqual([]);
  });

  test("twice, a stale version and an unknown clock ring nothing", async () => {
    const opened = await desk.openTicket(200);
    await fire(opened);
    const before = await desk.alerts();
    expect(await fire(opened)).toEqual({ kind: "stale" });
    expect(await fire({ id: opened.id, version: opened.version + 7 })).toEqual({ kind: "stale" });
    expect(await fire({ id: 999_999, version: 1 })).toEqual({ kind: "stale" });
    for (const [id, version] of [
      [opened.id, opened.version],
      [opened.id, opened.version + 7],
      [999_999, 1],
    ] as const) {
      expect(await wakeClock(desk.deps, id, version)).toBeNull();
    }
    expect(await desk.alerts()).toEqual(before);
  });

  test.each([
    ["its version is another", "version = version + 1"],
    ["it stands still", "state = 'paused'"],
    ["it is void", "state = 'cancelled'"],
    ["it is answered", "met_at = desk_now()"],
    ["nothing of it is due", "next_wake_at = desk_now() + interval '1 minute'"],
    ["nothing of it will be due", "next_wake_at = null"],
  ])("a clock does not fire when %s, whatever else its row says", async (_why, change) => {
    const { id, version } = await desk.openTicket(200);
    await sql`update sla_clock set ${sql.raw(change)}`.execute(desk.database);
    expect(await desk.change((stores) => stores.clocks.lockDue(id, version))).toBeNull();
  });

  test("at the very instant nothing is due yet, a millisecond later it is", async () => {
    const opened = await desk.openTicket(200);
    const stopTimeAt = (milliseconds: number) =>
      sql
        .raw(
          `create or replace function desk_now() returns timestamptz language sql volatile as
           $$ select to_timestamp(${milliseconds}::numeric / 1000) $$`,
        )
        .execute(desk.database);
    const lock = () => desk.change((stores) => stores.clocks.lockDue(opened.id, opened.version));
    await stopTimeAt(opened.nextWakeAt as number);
    expect(await lock()).toBeNull();
    expect(await desk.deps.unitOfWork.reading.clocks.listDue(10)).toEqual([]);
    await stopTimeAt((opened.nextWakeAt as number) + 1);
    expect(await lock()).toMatchObject({ id: opened.id });
    expect(await desk.deps.unitOfWork.reading.clocks.listDue(10)).toHaveLength(1);
  });

  test("of many workers at once exactly one rings", async () => {
    const opened = await desk.openTicket(200);
    const results = await Promise.all(Array.from({ length: 12 }, () => fire(opened)));
    expect(results.filter(({ kind }) => kind === "fired")).toHaveLength(1);
    expect(await desk.alerts()).toHaveLength(2);
  });

  test("an answer and a firing at once have one winner", async () => {
    for (let round = 0; round < 20; round++) {
      const opened = await desk.openTicket(200);
      const [fired] = await Promise.all([
        fire(opened),
        desk.change(async (stores) => {
          const now = await stores.now();
          await recordAnswer(stores, desk.context, opened.ticketId, { answer: "outbox-1", at: now });
        }),
      ]);
      const alerts = (await desk.alerts()).filter(({ ticketId }) => ticketId === opened.ticketId);
      expect(alerts.length).toBe(fired.kind === "fired" ? 2 : 0);
      expect(await desk.clock(opened.id)).toMatchObject({ state: "met", nextWakeAt: null });
    }
  });

  test("an answered promise rings no more, whatever bells are left", async () => {
    const opened = await desk.openTicket(200);
    await desk.change(async (stores) => {
      const at = await stores.now();
      await recordAnswer(stores, desk.context, opened.ticketId, { answer: "outbox-1", at });
    });
    expect(await fire(opened)).toEqual({ kind: "stale" });
    expect(await fire(await desk.clock(opened.id))).toEqual({ kind: "stale" });
  });

  test("a changed level makes the ladder start anew under another version", async () => {
    const opened = await desk.openTicket(181);
    await fire(opened);
    await desk.change(async (stores) => {
      const change = { level: "B", at: await stores.now() };
      await retargetClocks(stores, desk.context, opened.ticketId, change);
    });
    await desk.moveTime(240);
    await fire(await desk.clock(opened.id));
    expect((await kinds()).filter((kind) => kind.startsWith("warning"))).toHaveLength(4);
  });

  test("#ack holds the ladder, and what fell due meanwhile rings when the hold ends", async () => {
    const opened = await desk.openTicket(100);
    const acknowledge = (holdMinutes: number | null) =>
      desk.change(async (stores) =>
        acknowledgeAlert(stores, desk.context, opened.ticketId, { holdMinutes, at: await stores.now() }),
      );
    await acknowledge(120);
    await desk.moveTime(90);
    expect(await sweepClocks(desk.deps)).toMatchObject({ fired: 0 });
    await desk.moveTime(31);
    expect(await sweepClocks(desk.deps)).toMatchObject({ fired: 1 });
    expect(await kinds()).toHaveLength(2);
    await acknowledge(null);
    await desk.moveTime(1000);
    expect(await sweepClocks(desk.deps)).toMatchObject({ fired: 1 });
    expect(await kinds()).toHaveLength(2);
    expect(await desk.clock(opened.id)).toMatchObject({ state: "breached", nextWakeAt: null });
  });

  test("the requester is never alerted, even where the desk names the address", async () => {
    await desk.close();
    desk = await openClockDesk(database.url, "ladder: [{ at: 0h, to: [boss@desk.example] }]\n");
    const opened = await desk.openTicket(300);
    await sql`update requester set address = 'boss@desk.example'`.execute(desk.database);
    await fire(opened);
    expect(await kinds()).toEqual(["breach ops@desk.example"]);
  });

  test("a mail that cannot be made stops neither the breach nor the other alerts", async () => {
    const opened = await desk.openTicket(300);
    const { mail } = desk.deps;
    let calls = 0;
    const composer: typeof mail.composer = {
      compose: (outgoing) => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error("no paper")) : mail.composer.compose(outgoing);
      },
    };
    await fireClock({ ...desk.deps, mail: { ...mail, composer } }, { clockId: opened.id, version: opened.version });
    const breaches = (await desk.alerts()).filter(({ kind }) => kind === "breach");
    expect(breaches.map(({ outboxId, waits }) => [outboxId === null, waits])).toEqual([
      [true, false],
      [false, false],
    ]);
    expect((await desk.clock(opened.id)).state).toBe("breached");
  });
});

describe("the sweep", () => {
  test("fires hundreds of clocks once each, with no queue at all, however many sweeps run", async () => {
    for (let index = 0; index < 300; index++) await desk.openTicket(250);
    const sweeps = await Promise.all([sweepClocks(desk.deps), sweepClocks(desk.deps), sweepClocks(desk.deps)]);
    expect(sweeps.reduce((sum, { fired }) => sum + fired, 0)).toBe(300);
    const rung = await sql<{ times: number }>`
      select count(*) as times from escalation group by clock_id, generation, step`.execute(desk.database);
    expect(rung.rows).toHaveLength(600);
    expect(rung.rows.every(({ times }) => times === 1)).toBe(true);
    expect(await desk.alerts()).toHaveLength(300 * 4);
    const early = await sql`select 1 from escalation where fired_at < due_at`.execute(desk.database);
    expect(early.rows).toEqual([]);
  });

  test("goes on with what falls due while it fires", async () => {
    await desk.openTicket(200);
    await desk.openTicket(170);
    const { mail } = desk.deps;
    let minutes = 20;
    const composer: typeof mail.composer = {
      compose: async (outgoing) => {
        await desk.moveTime(minutes);
        minutes = 0;
        return mail.composer.compose(outgoing);
      },
    };
    expect(await sweepClocks({ ...desk.deps, mail: { ...mail, composer } })).toMatchObject({ fired: 2 });
  });

  test("one clock that cannot be fired holds up no other", async () => {
    const bad = await desk.openTicket(250);
    const good = await desk.openTicket(250);
    await sql`delete from clock_event where clock_id = ${bad.id}`.execute(desk.database);
    expect(await sweepClocks(desk.deps)).toMatchObject({ fired: 1, failed: 1 });
    expect((await desk.clock(good.id)).state).toBe("breached");
  });

  test("sets a bell for each clock due within a day, once for each version", async () => {
    await desk.close();
    const armed: string[] = [];
    let isUp = false;
    desk = await openClockDesk(database.url, "", {
      arm: async (wakeUps) => {
        if (!isUp) return [];
        armed.push(...wakeUps.map(({ id, version }) => `${id}-${version}`));
        return wakeUps;
      },
    });
    const opened = await desk.openTicket(0);
    expect(await sweepClocks(desk.deps)).toMatchObject({ armed: 0 });
    isUp = true;
    expect(await sweepClocks(desk.deps)).toMatchObject({ armed: 1 });
    expect(await sweepClocks(desk.deps)).toMatchObject({ armed: 0 });
    expect(armed).toEqual([`${opened.id}-${opened.version}`]);
  });
});

describe("audit and explanation", () => {
  test("clocks that are what their events say give no difference, fired or not", async () => {
    for (const minutes of [0, 100, 200, 300, 1000]) await desk.openTicket(minutes);
    expect(await auditClocks(desk.deps.unitOfWork.reading, desk.context)).toEqual({ clocks: 5, differences: [] });
    await desk.moveTime(70);
    expect(await auditClocks(desk.deps.unitOfWork.reading, desk.context)).toEqual({ clocks: 5, differences: [] });
    await sweepClocks(desk.deps);
    expect(await auditClocks(desk.deps.unitOfWork.reading, desk.context)).toEqual({ clocks: 5, differences: [] });
  });

  test("a row that was tampered with is found, field by field", async () => {
    const opened = await desk.openTicket(0);
    await sql`update sla_clock set deadline_at = deadline_at + interval '1 hour', target_minutes = 300`.execute(
      desk.database,
    );
    const { differences } = await auditClocks(desk.deps.unitOfWork.reading, desk.context);
    expect(differences.map(({ clockId, field }) => [clockId, field])).toEqual([
      [opened.id, "targetMinutes"],
      [opened.id, "deadlineAt"],
    ]);
  });

  test("a clock that would sleep past its deadline is found", async () => {
    const late = await desk.openTicket(0);
    const never = await desk.openTicket(0);
    await sql`update sla_clock set next_wake_at = deadline_at + interval '1 second' where id = ${late.id}`.execute(
      desk.database,
    );
    await sql`update sla_clock set next_wake_at = null where id = ${never.id}`.execute(desk.database);
    const { differences } = await auditClocks(desk.deps.unitOfWork.reading, desk.context);
    expect(differences.map(({ clockId, field }) => [clockId, field])).toEqual([
      [late.id, "nextWakeAt"],
      [never.id, "nextWakeAt"],
    ]);
  });

  test("an event that was deleted is found, of an open and of a closed clock, and svartid audit prints it and exits 1", async () => {
    const audit = () => runCli(["audit"], { DATABASE_URL: database.url, SVARTID_DESK: "config/desk.yaml" });
    const answered = await desk.openTicket(30);
    const paused = await desk.openTicket(30);
    await desk.change(async (stores) => {
      const at = await stores.now();
      await recordAnswer(stores, desk.context, answered.ticketId, { answer: "outbox:1", at });
      await pauseClocks(stores, desk.context, paused.ticketId, { reason: "access", at });
    });
    expect((await audit()).code).toBe(0);
    await sql`delete from clock_event where type in ('met', 'pause')`.execute(desk.database);
    const { code, out } = await audit();
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`clock ${answered.id} shows metAt \\d+, but its events say null`));
    expect(out).toMatch(new RegExp(`clock ${paused.id} shows pauseReason access, but its events say null`));
  });

  test("each clock of a ticket is told from its events", async () => {
    const opened = await desk.openTicket(300);
    const { tickets } = desk.deps.unitOfWork.reading;
    const ref = (await tickets.find(opened.ticketId))?.ref ?? "";
    const told = await explainClocks(desk.deps.unitOfWork.reading, desk.context, ref);
    expect(told).toMatchObject({
      kind: "explained",
      clocks: [{ clock: { id: opened.id }, reading: { state: "breached" } }],
    });
    const none = await explainClocks(desk.deps.unitOfWork.reading, desk.context, "SV-NONE");
    expect(none).toEqual({ kind: "no-such-ticket" });
  });
});
