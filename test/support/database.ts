import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { silentLog } from "./silent-log.ts";

export type TestDatabase = {
  url: string;
  /** Fails when the test left a connection open: whatever it opened, it must close. */
  drop(): Promise<void>;
};

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));
const TEMPLATE_LOCK = 7_310_001;

/** A database of its own for a test, migrated, cloned from a template in some 20-200 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await withServer(async (client) => {
    const template = await prepareTemplate(client);
    await client.query(`create database ${name} template ${template} strategy wal_log ${tablespace()}`);
  });
  return {
    url: urlOf(name),
    drop: () => withServer(async (client) => void (await client.query(`drop database ${name}`))),
  };
}

/** A database without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await withServer((client) => client.query(`create database ${name} ${tablespace()}`));
  return {
    url: urlOf(name),
    drop: () => withServer(async (client) => void (await client.query(`drop database ${name}`))),
  };
}

async function withServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env.SVARTID_TEST_DATABASE_SERVER;
  if (url === undefined) {
    throw new Error("No test database server runs: a test that uses one must not live in test/unit or test/property.");
  }
  return url;
}

function tablespace(): string {
  return `tablespace ${process.env.SVARTID_TEST_TABLESPACE ?? "pg_default"}`;
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function prepareTemplate(client: pg.Client): Promise<string> {
  const template = `template_${hashMigrations()}`;
  // Test files run in several processes, and only one may make the template.
  await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
  const found = await client.query("select 1 from pg_database where datname = $1", [template]);
  if (found.rowCount === 0) {
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft}`);
    await client.query(`create database ${draft} ${tablespace()}`);
    const database = openDatabase({ url: urlOf(draft), log: silentLog, maxConnections: 1 });
    await migrate(database, MIGRATIONS).finally(() => database.destroy());
    await client.query(`alter database ${draft} rename to ${template}`);
  }
  await client.query("select pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
  return template;
}

function hashMigrations(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(MIGRATIONS).sort()) {
    hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  }
  return hash.digest("hex").slice(0, 12);
}
