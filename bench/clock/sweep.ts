import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { createElapsedMs } from "../../src/usecases/clock/elapsed-of-clock.ts";
import type { FireDeps } from "../../src/usecases/clock/fire-clock.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { listTickets } from "../../src/usecases/list-tickets.ts";
import { type ClockDesk, openClockDesk } from "../../test/support/clock-desk.ts";
import { silentLog } from "../../test/support/silent-log.ts";
import type { BenchServer } from "../support/bench-server.ts";
import { percentiles } from "../support/percentiles.ts";
import { rowsRead } from "../support/rows-read.ts";
import { runningClock } from "./made-histories.ts";
import { storeClocks } from "./store-clocks.ts";

const DUE = 50;
const LOOKS = 60;
const SIX_WEEKS = 60_000;
const TEN_HOURS = 600;

type Row = Record<string, number | string>;

/** Sweep, list, metrics and the console's first page, with ever more open clocks: none may grow with those that are not due. */
export async function benchSweep(server: BenchServer, most: number): Promise<object> {
  const { url } = await server.newDatabase("sweep");
  const desk = await openClockDesk(url);
  const one = openDatabase({ url, log: silentLog, maxConnections: 1 });
  const rows: Row[] = [];
  try {
    let stored = 0;
    for (const open of [10, 10_000, most]) {
      const now = await desk.deps.unitOfWork.reading.now();
      await storeClocks(desk.database, [await runningClock(desk.context, now, SIX_WEEKS)], open - stored);
      stored = open;
      rows.push(...(await measureLooks(desk, one, open)), await measureDue(desk, open));
    }
    rows.push(...(await measureArming(desk, one, most)));
  } finally {
    await one.destroy();
    await desk.close();
  }
  console.log(
    `looks at a desk with ever more open clocks (targets: a sweep with none due in 50 ms, nothing that grows):`,
  );
  console.table(rows);
  return { rows };
}

async function measureLooks(desk: ClockDesk, one: Kysely<Schema>, open: number): Promise<Row[]> {
  const deps: FireDeps = { ...desk.deps, unitOfWork: createUnitOfWork(one) };
  const stores = deps.unitOfWork.reading;
  const reader = { stores, desk: desk.context.desk, elapsedMs: createElapsedMs(desk.context, stores.clocks) };
  const measures = createMeasureStore(one);
  await measures.fold();
  // As the server does by itself within a minute: a million rows at once were counted just now.
  await sql`vacuum tally`.execute(one);
  const looks: [string, () => Promise<unknown>][] = [
    ["sweep, none due", () => sweepClocks(deps)],
    ["list of 50 tickets", () => listTickets(reader, { limit: 50 })],
    ["list of 50, one organisation", () => listTickets(reader, { limit: 50, organisation: "org7" })],
    ["list of 50, closed", () => listTickets(reader, { limit: 50, state: "closed" })],
    ["metrics", () => measures.read()],
    ["the nearest 15 deadlines", () => stores.clocks.listBreachingNext(15)],
  ];
  const rows: Row[] = [];
  for (const [look, work] of looks) {
    await work();
    rows.push({ look, open, ...(await timed(work)), "rows and entries read": await rowsRead(one, work) });
  }
  return rows;
}

async function measureDue(desk: ClockDesk, open: number): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (let due = 0; due < DUE; due += 1) await desk.openTicket(241);
    const from = performance.now();
    const { fired } = await sweepClocks(desk.deps);
    if (fired !== DUE) throw new Error(`${fired} clocks fired, not ${DUE}`);
    times.push(performance.now() - from);
  }
  return { look: `sweep, ${DUE} due`, open, ...shown(times) };
}

/** A tenth of the clocks comes within the horizon: once all have their bells, a sweep must not look at them again. */
async function measureArming(desk: ClockDesk, one: Kysely<Schema>, most: number): Promise<Row[]> {
  const unitOfWork = createUnitOfWork(one);
  const within = Math.floor(most / 10);
  await storeClocks(
    desk.database,
    [await runningClock(desk.context, await unitOfWork.reading.now(), TEN_HOURS)],
    within,
  );
  const first: number[] = [];
  for (let armed = 0; armed < within; ) {
    const from = performance.now();
    const swept = await sweepClocks(desk.deps);
    if (swept.armed === 0) throw new Error("clocks within the horizon are left without a bell");
    armed += swept.armed;
    first.push(performance.now() - from);
  }
  const sweep = () => sweepClocks({ ...desk.deps, unitOfWork });
  return [
    { look: `sweeps until ${within} had bells: ${first.length}`, open: most, ...shown(first) },
    {
      look: "sweep after that",
      open: most,
      ...(await timed(sweep)),
      "rows and entries read": await rowsRead(one, sweep),
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<Row> {
  const times: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return shown(times);
}

function shown(times: readonly number[]): Row {
  const { p50, p99 } = percentiles(times, 1);
  return { "p50, ms": p50, "p99, ms": p99 };
}
