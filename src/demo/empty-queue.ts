import { type Kysely, sql } from "kysely";
import type { Schema } from "../adapters/postgres/schema.ts";

/** Deletes every job of a queue that lives in PostgreSQL: what FLUSHALL does to one in Redis. */
export async function emptyPostgresQueue(database: Kysely<Schema>): Promise<string> {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname = 'bullmq' and tablename not like '%migration%'`.execute(database);
  const names = tables.rows.map((row) => row.name);
  if (names.length > 0) await sql.raw(`truncate ${names.join(", ")} cascade`).execute(database);
  return `The queue's ${names.length} tables are emptied: every job is gone.`;
}
