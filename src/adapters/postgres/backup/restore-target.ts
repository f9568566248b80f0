import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DatabaseConnection } from "kysely";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { AuditActor } from "../../../domain/audit/audit-event.ts";
import { CLASS_RULES, MAIL_CLASSES } from "../../../domain/outbound/mail-class.ts";
import { AdapterError } from "../../../usecases/ports/adapter-error.ts";
import {
  BackupDamaged,
  type BackupManifest,
  type CopiedTable,
  type OpenBackup,
  type Progress,
  type RestoreOptions,
  type RestoreTarget,
  type SequencePosition,
} from "../../../usecases/ports/backups.ts";
import { appendDeeds } from "../append-deeds.ts";
import { WHY_DOUBTED } from "../doubted-mail.ts";
import { migrate } from "../migrate.ts";
import { onConnection } from "../on-connection.ts";
import { idsLeftOut } from "../restored-ids.ts";
import { isOfNoExtension, openClient, quoted } from "./open-client.ts";

const FIRST_WITH_TRAIL = "0045_audit_event";
const CUSTOMER_CLASSES = MAIL_CLASSES.filter((name) => CLASS_RULES[name].audience === "customer");

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Fills the empty database at `url` in one transaction: killed at any moment, it leaves the database empty. */
export function createRestoreTarget(url: string, migrationsFolder: string, signal?: AbortSignal): RestoreTarget {
  return {
    async load(backup, options) {
      const client = await openClient(url, signal);
      try {
        await client.query("begin");
        await refuseUsed(client);
        await refuseWrongUntil(client, backup.manifest, options);
        const rows = await fill(client, backup, migrationsFolder, options.onProgress);
        const doubtedMails = await recordRestoration(client, backup.manifest, options);
        await recordDeed(client, backup.manifest, { doubtedMails, rows }, options.actor);
        await client.query("commit");
        return { rows, doubtedMails };
      } finally {
        await client.end();
      }
    },
  };
}

// What an extension brought (pg_stat_statements, for example, which many servers put into every new database) is nobody's data.
async function refuseUsed(client: pg.Client): Promise<void> {
  const found = await client.query<{ names: string[] | null }>(
    `select array_agg(relname::text order by relname) as names from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm') and ${isOfNoExtension("pg_class")}`,
  );
  const names = found.rows[0]?.names ?? [];
  if (names.length === 0) return;
  throw new AdapterError(
    "database",
    "not-empty",
    `The database is not empty: it has ${names.length} tables (${names.slice(0, 3).join(", ")} ...), and nothing was changed. Restore into an empty one: create a database and name it in DATABASE_URL, or, with the embedded one, set SVARTID_DATA_DIR to a new directory.`,
    { retryable: false },
  );
}

// Too early, and customers get again what they have; too late, and their mail rests for as long.
async function refuseWrongUntil(
  client: pg.Client,
  { takenAt }: BackupManifest,
  { ranUntil }: RestoreOptions,
): Promise<void> {
  if (ranUntil === null) return;
  const time = await client.query<{ now: Date }>("select now()");
  const latest = Math.max(time.rows[0]?.now.getTime() ?? takenAt, takenAt);
  if (ranUntil >= takenAt && ranUntil <= latest) return;
  const [from, to] = [takenAt, latest].map((at) => new Date(at).toISOString());
  throw new AdapterError(
    "database",
    "wrong-until",
    `The lost desk cannot have run until ${new Date(ranUntil).toISOString()}: the backup was taken at ${from}, and now it is ${to}. Nothing was changed. Name an instant between them, or leave --ran-until out.`,
    { retryable: false },
  );
}

async function fill(client: pg.Client, backup: OpenBackup, folder: string, onProgress: Progress): Promise<number> {
  const { manifest } = backup;
  await migrate(onConnection(connectionOf(client)), folder, manifest.migrations);
  const keys = await dropForeignKeys(client);
  // Counts and histories are in the backup: what triggers would make of the rows is there already.
  for (const { name } of manifest.tables) await client.query(`alter table ${quoted(name)} disable trigger user`);
  await client.query(`truncate ${manifest.tables.map(({ name }) => quoted(name)).join(", ")}`);
  let rows = 0;
  for (const table of manifest.tables) rows += await loadTable(client, backup, table, onProgress);
  for (const sequence of manifest.sequences) await moveOn(client, sequence);
  for (const key of keys)
    await client.query(`alter table ${key.table} add constraint ${quoted(key.name)} ${key.definition}`);
  await client.query("analyze");
  return rows;
}

/** Kysely over this connection and inside its transaction. */
function connectionOf(client: pg.Client): DatabaseConnection {
  return {
    async executeQuery({ sql, parameters }) {
      const { rows, rowCount } = await client.query(sql, [...parameters]);
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    },
    // biome-ignore lint/correctness/useYield: nothing is ever read through it.
    async *streamQuery() {
      throw new Error("nothing streams through the connection of a restore");
    },
  };
}

// Tables refer to each other in circles: no order of loading would satisfy every key, and checking all at the end costs one pass.
async function dropForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const keys = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where contype = 'f' and connamespace = current_schema()::regnamespace and conparentid = 0 order by conname`,
  );
  for (const { table, name } of keys.rows) await client.query(`alter table ${table} drop constraint ${quoted(name)}`);
  return keys.rows;
}

async function loadTable(
  client: pg.Client,
  backup: OpenBackup,
  table: CopiedTable,
  onProgress: Progress,
): Promise<number> {
  const name = quoted(table.name);
  const into = client.query(copyFrom(`copy ${name} (${table.columns.map(quoted).join(", ")}) from stdin`));
  await pipeline(Readable.from(counting(backup, table, onProgress)), into);
  await client.query(`alter table ${name} enable trigger user`);
  if (into.rowCount !== table.rows) {
    throw new BackupDamaged(`Of ${table.name} ${into.rowCount} rows were loaded where the backup has ${table.rows}.`);
  }
  return table.rows;
}

const LINE_FEED = 10;

async function* counting(backup: OpenBackup, table: CopiedTable, onProgress: Progress): AsyncGenerator<Uint8Array> {
  let rows = 0;
  for await (const chunk of backup.readTable(table)) {
    for (const byte of chunk) if (byte === LINE_FEED) rows += 1;
    onProgress(table.name, rows, table.rows);
    yield chunk;
  }
}

async function moveOn(client: pg.Client, { name, lastValue }: SequencePosition): Promise<void> {
  const type = await client.query<{ type: string }>(
    "select data_type::text as type from pg_sequences where schemaname = current_schema() and sequencename = $1",
    [name],
  );
  await client.query("select setval($1::regclass, $2)", [quoted(name), lastValue + idsLeftOut(type.rows[0]?.type)]);
}

/** A backup of a version that kept no such record holds none, and gets none before it is migrated. */
async function recordDeed(
  client: pg.Client,
  { takenAt, migrations }: BackupManifest,
  counts: { rows: number; doubtedMails: number },
  actor: AuditActor,
): Promise<void> {
  if (!migrations.includes(FIRST_WITH_TRAIL)) return;
  const detail = { takenAt: new Date(takenAt).toISOString(), ...counts };
  const subject = { kind: "database", id: null };
  await appendDeeds(onConnection(connectionOf(client)), [{ actor, action: "database.restored", subject, detail }]);
}

/** Customers' mail that was on its way may have left since: it rests until evidence or a person says what became of it. */
async function recordRestoration(
  client: pg.Client,
  manifest: BackupManifest,
  { ranUntil }: RestoreOptions,
): Promise<number> {
  const until = ranUntil === null ? null : new Date(ranUntil);
  await client.query("insert into restoration (taken_at, ran_until) values ($1, coalesce($2, desk_now()))", [
    new Date(manifest.takenAt),
    until,
  ]);
  const doubted = await client.query(
    `update outbox set state = 'uncertain', next_at = null, lease_until = null, phase = 'commit_pending', epoch = epoch + 1,
       committing_at = coalesce(committing_at, created_at), last_error = $1
     where (state in ('queued', 'held', 'deferred', 'sending') or state = 'uncertain' and next_at is not null) and class = any ($2)`,
    [WHY_DOUBTED, CUSTOMER_CLASSES],
  );
  return doubted.rowCount ?? 0;
}
