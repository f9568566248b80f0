import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { auditClocks } from "../../src/usecases/clock/audit-clocks.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/until.ts";

const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/adopting-worker.ts", import.meta.url));
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MIDDAY = `calendars: { office: { zone: UTC, hours: { ${DAYS.map((day) => `${day}: [["10:00", "14:00"]]`).join(", ")} } } }\n`;
const CLOCKS = 150;

let database: TestDatabase;
let desk: ClockDesk;
const children: ChildProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  desk = await openClockDesk(database.url);
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
  await desk.close();
  await database.drop();
});

function adopt(): { child: ChildProcess; adopted: Promise<void> } {
  const child = spawn(process.execPath, [RUNNER, WORKER, database.url, MIDDAY], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return { child, adopted: new Promise((resolve) => child.stdout?.once("data", () => resolve())) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

async function changes(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from clock_event where type = 'calendar'`.execute(desk.database);
  return rows[0]?.count ?? 0;
}

test("a start killed with -9 among its clocks leaves the rest to the next two, and each clock changes once", async () => {
  for (let index = 0; index < CLOCKS; index++) await desk.openTicket(0);
  const first = adopt();
  await until(async () => (await changes()) > 0);
  await end(first.child);
  const done = await changes();
  expect(done).toBeGreaterThan(0);
  const next = [adopt(), adopt()];
  await Promise.all(next.map(({ adopted }) => adopted));
  expect(await changes()).toBe(CLOCKS);
  const { rows } = await sql<{ events: string[]; told: number }>`
    select array_agg(clock_event.type order by clock_event.id) as events,
      (select count(*) from ticket_event where ticket_event.ticket_id = sla_clock.ticket_id and type = 'calendar-changed') as told
    from sla_clock join clock_event on clock_event.clock_id = sla_clock.id group by sla_clock.id`.execute(
    desk.database,
  );
  expect(rows.filter(({ events, told }) => events.join() !== "start,calendar" || told !== 1)).toEqual([]);
  expect(await auditClocks(desk.deps.unitOfWork.reading, desk.context)).toEqual({ clocks: CLOCKS, differences: [] });
});
