import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { instant } from "../../../domain/time/instant.ts";
import type {
  DatabaseSnapshot,
  SequencePosition,
  SnapshotSource,
  TableShape,
} from "../../../usecases/ports/backups.ts";
import { isOfNoExtension, openClient, quoted } from "./open-client.ts";

const BACKUP_LOCK = 7_310_002;
/** Made by the migrations themselves wherever they run; and what opens the console, so that no restore brings back what was ended or used. */
const NOT_COPIED = ["kysely_migration", "kysely_migration_lock", "console_session", "sign_in_link"];

/** All tables of ours in one snapshot; those of the queue are in a schema of their own, and are made anew from ours. */
export function createSnapshotSource(url: string, signal?: AbortSignal): SnapshotSource {
  return {
    async withSnapshot(work) {
      const client = await openClient(url, signal);
      try {
        const lock = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [BACKUP_LOCK]);
        if (!lock.rows[0]?.taken) return null;
        await client.query("begin isolation level repeatable read, read only");
        return await work(await readSnapshot(client));
      } finally {
        await client.end();
      }
    },
  };
}

async function readSnapshot(client: pg.Client): Promise<DatabaseSnapshot> {
  const time = await client.query<{ now: Date }>("select desk_now() as now");
  const migrations = await client.query<{ name: string }>("select name from kysely_migration order by name");
  return {
    takenAt: instant(time.rows[0]?.now.getTime() ?? Number.NaN),
    migrations: migrations.rows.map(({ name }) => name),
    tables: await readTables(client),
    sequences: await readSequences(client),
    copyTable: ({ name, columns }) =>
      client.query(copyTo(`copy ${quoted(name)} (${columns.map(quoted).join(", ")}) to stdout`)),
  };
}

// What the database computes by itself cannot be copied in again.
async function readTables(client: pg.Client): Promise<TableShape[]> {
  const tables = await client.query<TableShape>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> all ($1) and ${isOfNoExtension("c")}
     group by c.relname order by c.relname`,
    [NOT_COPIED],
  );
  return tables.rows;
}

// Read after the snapshot began: never behind an id that is in it. One that was not used yet may be by the time the database is lost.
async function readSequences(client: pg.Client): Promise<SequencePosition[]> {
  const sequences = await client.query<{ name: string; value: string }>(
    `select sequencename as name, coalesce(last_value, 0) as value from pg_sequences
     join pg_class on pg_class.oid = format('%I.%I', schemaname, sequencename)::regclass
     where schemaname = current_schema() and ${isOfNoExtension("pg_class")} order by sequencename`,
  );
  return sequences.rows.map(({ name, value }) => ({ name, lastValue: Number(value) }));
}
