import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";

/**
 * How far ids go on beyond those of a backup. The lost database gave out more, in Message-IDs and signed reply addresses that are out in the world:
 * none of them may come to mean another ticket or mail.
 */
const IDS_LEFT_OUT = { bigint: 1_000_000, smaller: 1_000 } as const;

export function idsLeftOut(type: string | undefined): number {
  return type === "bigint" ? IDS_LEFT_OUT.bigint : IDS_LEFT_OUT.smaller;
}

/**
 * Runs a migration. In a database that was restored, the ids of tables it makes begin as far beyond as those that were in the backup: the lost desk may
 * have been migrated since, and have given out ids of these tables too.
 */
export async function withNewIdsLeftOut(db: Kysely<Schema>, migration: () => Promise<unknown>): Promise<void> {
  const before = await listSequences(db);
  await migration();
  if (!(await isRestored(db))) return;
  for (const { name, type } of await listSequences(db)) {
    if (!before.some((known) => known.name === name))
      await sql`select setval(${name}::regclass, ${idsLeftOut(type)}::bigint)`.execute(db);
  }
}

async function listSequences(db: Kysely<Schema>): Promise<{ name: string; type: string }[]> {
  const { rows } = await sql<{ name: string; type: string }>`
    select quote_ident(sequencename) as name, data_type::text as type from pg_sequences where schemaname = current_schema()`.execute(
    db,
  );
  return rows;
}

async function isRestored(db: Kysely<Schema>): Promise<boolean> {
  const table = await sql<{ found: string | null }>`select to_regclass('restoration')::text as found`.execute(db);
  if (!table.rows[0]?.found) return false;
  const { rows } = await sql`select from restoration limit 1`.execute(db);
  return rows.length > 0;
}
