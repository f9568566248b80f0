import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import pg from "pg";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { silentLog } from "../../test/support/silent-log.ts";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));

export interface BenchDatabase {
  readonly url: string;
  readonly database: Kysely<Schema>;
}

export interface BenchServer {
  /** A new database, migrated, with a pool of its own. */
  newDatabase(name: string): Promise<BenchDatabase>;
  /** One that is there, brought up to date; null when there is none. */
  findDatabase(name: string): Promise<BenchDatabase | null>;
  /** Statements of the server itself, such as those that rename a database. */
  query(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded PostgreSQL as `svartid start` runs it, fsync on, in a directory that goes with it, or in one that is kept. */
export async function startBenchServer(kept?: string): Promise<BenchServer> {
  const directory = kept ?? mkdtempSync(join(tmpdir(), "svartid-bench-"));
  const server = await startEmbeddedPostgres({ dataDir: directory });
  const opened: Kysely<Schema>[] = [];
  const open = async (name: string): Promise<BenchDatabase> => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    const database = openDatabase({ url: url.href, log: silentLog, maxConnections: 4 });
    opened.push(database);
    await migrate(database, MIGRATIONS);
    return { url: url.href, database };
  };
  const query = (text: string) => withClient(server.url, (client) => client.query(text));
  return {
    newDatabase: async (name) => {
      await query(`create database ${name}`);
      return await open(name);
    },
    findDatabase: async (name) => {
      const { rowCount } = await query(`select from pg_database where datname = '${name}'`);
      return rowCount === 0 ? null : await open(name);
    },
    query: async (text) => void (await query(text)),
    stop: async () => {
      await Promise.all(opened.map((database) => database.destroy()));
      await server.stop();
      if (kept !== undefined) return;
      removeEmbeddedPostgres(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
