import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";

/** Statements one after the other on a connection of their own. */
type Run = (statements: readonly RawBuilder<unknown>[]) => Promise<void>;

const SETTINGS = [
  ["statement_timeout", "0"],
  ["synchronous_commit", "off"],
  ["maintenance_work_mem", "'512MB'"],
] as const;

/**
 * Fills tables that only this test or bench uses: foreign keys are not checked, indexes other than those of keys are made anew when
 * all rows are in, and commits do not wait for the disk. The triggers of the tables run as ever. Needs a superuser and two connections.
 */
export async function withoutIndexes(db: Kysely<Schema>, fill: (run: Run) => Promise<unknown>): Promise<void> {
  const tables = await namesOf(
    db,
    sql`select format('%I', relname) as name from pg_class where relkind = 'r' and ${isOurs}`,
  );
  const indexes = await sql<{ name: string; definition: string }>`
    select format('%I', relname) as name, pg_get_indexdef(oid) as definition from pg_class
    where relkind = 'i' and ${isOurs} and not exists (select from pg_constraint where conindid = pg_class.oid)
      and not (select indisunique from pg_index where indexrelid = pg_class.oid)
    order by pg_get_indexdef(oid) like '%USING gin%' desc, oid`.execute(db);
  const run: Run = (statements) =>
    db.connection().execute(async (connection) => {
      for (const [name, value] of SETTINGS) await sql.raw(`set ${name} = ${value}`).execute(connection);
      for (const statement of statements) await statement.execute(connection);
      for (const [name] of SETTINGS) await sql.raw(`reset ${name}`).execute(connection);
    });
  // All of a table, then its own triggers again: what stays off are the checks of foreign keys.
  await run([
    ...tables.map((table) => sql.raw(`alter table ${table} disable trigger all`)),
    ...tables.map((table) => sql.raw(`alter table ${table} enable trigger user`)),
    ...indexes.rows.map(({ name }) => sql.raw(`drop index ${name}`)),
  ]);
  await fill(run);
  const toMake = indexes.rows.map(({ definition }) => sql.raw(definition));
  const lane = async () => {
    for (let next = toMake.shift(); next !== undefined; next = toMake.shift()) await run([next]);
  };
  await Promise.all([lane(), lane()]);
  await run([
    ...tables.map((table) => sql.raw(`alter table ${table} enable trigger all`)),
    // As the server does by itself in a while.
    sql`vacuum (analyze)`,
  ]);
}

const isOurs = sql`relnamespace = 'public'::regnamespace and relname not like 'kysely%'`;

async function namesOf(db: Kysely<Schema>, query: RawBuilder<unknown>): Promise<string[]> {
  const result = await query.execute(db);
  return (result.rows as { name: string }[]).map(({ name }) => name);
}
