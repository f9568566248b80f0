import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { FireDeps } from "../../src/usecases/clock/fire-clock.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { createClockWaker } from "../../src/usecases/clock/wake-clock.ts";
import type { Stores } from "../../src/usecases/ports/unit-of-work.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/until.ts";

// Level A has four hours, day and night: what came in five hours ago has warned and breached.
const FIVE_HOURS = 300;

let testDatabase: TestDatabase;
let desk: ClockDesk;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  desk = await openClockDesk(testDatabase.url);
});

afterEach(async () => {
  await desk.close();
  await testDatabase.drop();
});

async function openDue(count: number): Promise<{ id: number; ticketId: number; version: number }[]> {
  const clocks = [];
  for (let index = 0; index < count; index += 1) clocks.push(await desk.openTicket(FIVE_HOURS));
  return clocks;
}

/** The desk's deps, with its transactions counted, and their stores changed where a test needs it. */
function counting(change: (stores: Stores) => Stores = (stores) => stores): { deps: FireDeps; transactions(): number } {
  const { unitOfWork } = desk.deps;
  let transactions = 0;
  const counted: FireDeps["unitOfWork"] = {
    reading: unitOfWork.reading,
    transaction: (work) => {
      transactions += 1;
      return unitOfWork.transaction((stores) => work(change(stores)));
    },
  };
  return { deps: { ...desk.deps, unitOfWork: counted }, transactions: () => transactions };
}

async function rungSteps(): Promise<{ clock: number; steps: number[]; state: string }[]> {
  const rows = await sql<{ clock: number; steps: number[]; state: string }>`
    select sla_clock.id as clock, array_agg(step order by step) as steps, state
    from sla_clock join escalation on escalation.clock_id = sla_clock.id group by sla_clock.id order by 1`.execute(
    desk.database,
  );
  return rows.rows;
}

describe("clocks that are due together", () => {
  test("share a few transactions, and each rings every step once", async () => {
    const due = await openDue(120);
    const { deps, transactions } = counting();
    expect(await sweepClocks(deps)).toMatchObject({ fired: 120, failed: 0 });
    expect(transactions()).toBe(3);
    expect(await rungSteps()).toEqual(due.map(({ id }) => ({ clock: id, steps: [-60, 0], state: "breached" })));
    expect(await sweepClocks(deps)).toMatchObject({ fired: 0, failed: 0 });
  });

  test("ring once each when four sweeps run at once", async () => {
    const due = await openDue(60);
    const results = await Promise.all(Array.from({ length: 4 }, () => sweepClocks(desk.deps)));
    expect(results.reduce((sum, { fired }) => sum + fired, 0)).toBe(60);
    expect(await rungSteps()).toEqual(due.map(({ id }) => ({ clock: id, steps: [-60, 0], state: "breached" })));
  });

  test("fire but for the one that cannot, of which nothing is left", async () => {
    const due = await openDue(10);
    const bad = due[4]?.id ?? 0;
    const { deps } = counting((stores) => ({
      ...stores,
      clocks: {
        ...stores.clocks,
        project: (id, fold) =>
          id === bad ? Promise.reject(new Error("a fault of ours")) : stores.clocks.project(id, fold),
      },
    }));
    expect(await sweepClocks(deps)).toMatchObject({ fired: 9, failed: 1 });
    expect((await rungSteps()).map(({ clock }) => clock)).toEqual(due.map(({ id }) => id).filter((id) => id !== bad));
  });

  test("leave out the one that changed since it was seen to be due", async () => {
    const due = await openDue(6);
    const changed = due[2]?.id ?? 0;
    const { unitOfWork } = desk.deps;
    const { clocks } = unitOfWork.reading;
    const listDue: typeof clocks.listDue = async (limit, except) =>
      (await clocks.listDue(limit, except)).map((one) => (one.id === changed ? { ...one, version: 99 } : one));
    const reading = { ...unitOfWork.reading, clocks: { ...clocks, listDue } };
    const deps = { ...desk.deps, unitOfWork: { ...unitOfWork, reading } };
    expect(await sweepClocks(deps)).toMatchObject({ fired: 5, failed: 0 });
    expect((await rungSteps()).map(({ clock }) => clock)).not.toContain(changed);
  });

  test("do not wait for a ticket that is locked elsewhere", async () => {
    const [first, ...others] = await openDue(8);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = desk.change(async (stores) => {
      await stores.tickets.lock(first?.ticketId ?? 0);
      await held;
    });
    const sweeping = sweepClocks(desk.deps);
    await until(async () => (await rungSteps()).length === others.length);
    release();
    await holding;
    expect(await sweeping).toMatchObject({ fired: 8, failed: 0 });
  });

  test("are mailed no more often than the rate, though they are told in one transaction", async () => {
    await openDue(40);
    await sweepClocks(desk.deps);
    const alerts = await desk.alerts();
    const { mailsAMinute } = desk.context.desk.desk.alerts;
    for (const recipient of new Set(alerts.map((alert) => alert.recipient))) {
      const mails = alerts.filter((alert) => alert.recipient === recipient && alert.outboxId !== null);
      expect(mails.length).toBeLessThanOrEqual(mailsAMinute);
    }
    expect(alerts.filter(({ waits }) => waits).length).toBeGreaterThan(0);
  });
});

describe("wake-ups that come together", () => {
  test("cost a few transactions, and are all spent", async () => {
    const due = await openDue(60);
    const { deps, transactions } = counting();
    const wake = createClockWaker(deps);
    const answers = await Promise.all(due.map(({ id, version }) => wake(id, version)));
    expect(answers.every((answer) => answer === null)).toBe(true);
    expect(transactions()).toBe(2);
    expect(await rungSteps()).toHaveLength(60);
  });

  test("ask to be put off when they come early, though others are due", async () => {
    await openDue(2);
    const early = await desk.openTicket(0);
    const again = await createClockWaker(desk.deps)(early.id, early.version);
    expect(again).toBeGreaterThan(2 * 3_600_000);
    expect(await rungSteps()).toHaveLength(2);
  });
});
