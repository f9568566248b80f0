import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { buffersTouched, mostBuffers } from "../support/buffers-touched.ts";
import { openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase } from "../support/database.ts";
import { type DeskLook, deskLooks } from "../support/desk-looks.ts";
import { addOldTickets } from "../support/old-tickets.ts";
import { silentLog } from "../support/silent-log.ts";

// Growth is what a table read from end to end costs: so no look may do that to one that grows, however fast it still is here.
const TICKETS = 50_000;
const FEW_TICKETS = 10_000;
/** After so many the server has settled on a plan for each prepared statement. */
const WARM_LOOKS = 10;

interface FilledDesk {
  readonly one: Kysely<Schema>;
  readonly looks: readonly DeskLook[];
  close(): Promise<void>;
}

let small: FilledDesk;
let large: FilledDesk;
let one: Kysely<Schema>;

beforeAll(async () => {
  small = await fill(FEW_TICKETS);
  large = await fill(TICKETS);
  one = large.one;
}, 240_000);

afterAll(async () => {
  await small.close();
  await large.close();
});

async function fill(tickets: number): Promise<FilledDesk> {
  const database = await createTestDatabase();
  const desk = await openClockDesk(database.url);
  const one = openDatabase({ url: database.url, log: silentLog, maxConnections: 1 });
  await addOldTickets(desk.database, { tickets });
  // As the desk does by itself every 15 s: here all changes came at once, and their place is given back at once too.
  await createMeasureStore(desk.database).fold();
  await sql`vacuum (full, analyze) tally`.execute(one);
  const close = async () => {
    await one.destroy();
    await desk.close();
    await database.drop();
  };
  return { one, looks: deskLooks(desk, one), close };
}

test(`with ${TICKETS} tickets no look reads a table that grows from end to end`, async () => {
  const read: Record<string, string[]> = {};
  for (const { name, look } of large.looks) {
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

test(`a desk of ${TICKETS} tickets touches hardly more pages for a look than one of ${FEW_TICKETS}, whatever plan the server keeps`, async () => {
  const touched: Record<string, number[]> = {};
  for (const desk of [small, large]) {
    for (const { name, look } of desk.looks) {
      for (let warm = 0; warm < WARM_LOOKS; warm += 1) await look();
      touched[name] = [...(touched[name] ?? []), await buffersTouched(desk.one, look)];
    }
  }
  const grown = Object.entries(touched).filter(([, [few = 0, many = 0]]) => many > mostBuffers(few));
  expect(grown).toEqual([]);
}, 240_000);

test("tables that work passes through are tidied when much has passed, not when it is a fifth of all that ever did", async () => {
  const queues = await sql<{ table: string; options: string[] | null }>`
    select distinct c.relname as table, c.reloptions as options
    from pg_index join pg_class c on c.oid = indrelid
    where pg_get_expr(indpred, indrelid) ~ '(accepted|queued|sending|next_wake_at|next_at|waits_for_digest)' order by 1`.execute(
    one,
  );
  expect(queues.rows.map(({ table }) => table)).toEqual([
    "alert",
    "inbound_email",
    "outbox",
    "sla_clock",
    "webhook_delivery",
  ]);
  for (const { options } of queues.rows) {
    expect(options).toEqual(expect.arrayContaining(["autovacuum_vacuum_scale_factor=0", "vacuum_index_cleanup=on"]));
  }
});

/** How often each table with thousands of rows was read from end to end, by the server's own counters. */
async function endToEnd(): Promise<Map<string, number>> {
  await sql`select pg_stat_force_next_flush()`.execute(one);
  await sql`select 1`.execute(one);
  const result = await sql<{ table: string; scans: number }>`
    select relname as table, seq_scan as scans from pg_stat_user_tables where n_live_tup > 2000`.execute(one);
  return new Map(result.rows.map(({ table, scans }) => [table, scans]));
}
