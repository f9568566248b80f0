import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";

const LOOKS = 3;
/**
 * A page of 50 tickets looks into some ten indices for each of them, and those of a much larger table are one page deeper. A search within the
 * thousand open ones may look up each of them.
 */
const DEEPER_INDICES = 2_500;
const FLAT = 1.3;

/** So many buffers a look may touch, however many times larger the desk is than one where it touched this many. */
export function mostBuffers(touched: number): number {
  return Math.round(FLAT * touched) + DEEPER_INDICES;
}

/**
 * How many pages of our tables and their indices, 8 kB each, the server went through for this work, by its own counters, whether they were in
 * memory or not; the least of three, since what other sessions did is added when they tell of it. Unlike its time this does not depend on what
 * else the machine does. `one` has one connection.
 */
export async function buffersTouched(one: Kysely<Schema>, work: () => Promise<unknown>): Promise<number> {
  const seen: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const before = await counted(one);
    await work();
    seen.push((await counted(one)) - before);
  }
  return Math.min(...seen);
}

async function counted(one: Kysely<Schema>): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(one);
  await sql`select 1`.execute(one);
  const result = await sql<{ buffers: number }>`
    select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0)
      + coalesce(toast_blks_read + toast_blks_hit + tidx_blks_read + tidx_blks_hit, 0))::bigint as buffers
    from pg_statio_user_tables where schemaname = 'public'`.execute(one);
  return Number(result.rows[0]?.buffers ?? 0);
}
