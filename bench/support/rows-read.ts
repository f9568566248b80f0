import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";

/** How many rows of our tables, and entries of their indices, the server went through for this work, by its own counters. */
export async function rowsRead(one: Kysely<Schema>, work: () => Promise<unknown>): Promise<number> {
  const before = await counted(one);
  await work();
  return (await counted(one)) - before;
}

// `one` has one connection: what other sessions did is told by them, a little later.
async function counted(one: Kysely<Schema>): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(one);
  await sql`select 1`.execute(one);
  const result = await sql<{ rows: number }>`
    select (select sum(seq_tup_read) from pg_stat_user_tables) + (select sum(idx_tup_read) from pg_stat_user_indexes)
      as rows`.execute(one);
  return Number(result.rows[0]?.rows ?? 0);
}
