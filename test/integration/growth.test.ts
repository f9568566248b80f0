import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type DeskLook, deskLooks } from "../support/desk-looks.ts";
import { addOldTickets } from "../support/old-tickets.ts";
import { silentLog } from "../support/silent-log.ts";

// Growth is what a table read from end to end costs: so no look may do that to one that grows, however fast it still is here.
const TICKETS = 50_000;

let database: TestDatabase;
let desk: ClockDesk;
let one: Kysely<Schema>;
let looks: DeskLook[];

beforeAll(async () => {
  database = await createTestDatabase();
  desk = await openClockDesk(database.url);
  one = openDatabase({ url: database.url, log: silentLog, maxConnections: 1 });
  looks = deskLooks(desk, one);
  await addOldTickets(desk.database, { after: 0, upTo: TICKETS });
  // As the desk does by itself within a minute.
  await createMeasureStore(desk.database).fold();
  await sql`vacuum (analyze) tally`.execute(one);
}, 240_000);

afterAll(async () => {
  await one.destroy();
  await desk.close();
  await database.drop();
});

test(`with ${TICKETS} tickets no look reads a table that grows from end to end`, async () => {
  const read: Record<string, string[]> = {};
  for (const { name, look } of looks) {
    const before = await endToEnd();
    await look();
    const after = await endToEnd();
    const tables = [...after].filter(([table, scans]) => scans !== before.get(table)).map(([table]) => table);
    if (tables.length > 0) read[name] = tables;
  }
  expect(read).toEqual({});
});

test("the test above would see a table that is read from end to end", async () => {
  const before = await endToEnd();
  await sql`select count(*) from ticket where subject like '%x'`.execute(one);
  const after = await endToEnd();
  expect(after.get("ticket")).not.toBe(before.get("ticket"));
});

/** How often each table with thousands of rows was read from end to end, by the server's own counters. */
async function endToEnd(): Promise<Map<string, number>> {
  await sql`select pg_stat_force_next_flush()`.execute(one);
  await sql`select 1`.execute(one);
  const result = await sql<{ table: string; scans: number }>`
    select relname as table, seq_scan as scans from pg_stat_user_tables where n_live_tup > 2000`.execute(one);
  return new Map(result.rows.map(({ table, scans }) => [table, scans]));
}
