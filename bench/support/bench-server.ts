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
  stop(): Promise<void>;
}

/** The embedded PostgreSQL as `svartid start` runs it, fsync on, in a directory that goes with it. */
export async function startBenchServer(): Promise<BenchServer> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-bench-"));
  const server = await startEmbeddedPostgres({ dataDir: directory });
  const opened: Kysely<Schema>[] = [];
  return {
    newDatabase: async (name) => {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const database = openDatabase({ url: url.href, log: silentLog, maxConnections: 4 });
      opened.push(database);
      await migrate(database, MIGRATIONS);
      return { url: url.href, database };
    },
    stop: async () => {
      await Promise.all(opened.map((database) => database.destroy()));
      await server.stop();
      removeEmbeddedPostgres(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
