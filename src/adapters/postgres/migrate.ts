import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import { withNewIdsLeftOut } from "./restored-ids.ts";
import type { Schema } from "./schema.ts";

/** Longer than any transaction of ours; whoever holds a table longer would keep all others waiting behind this migration. */
const LOCK_SECONDS = 10;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Brings the database up to the newest migration, under Kysely's lock, so that any number of processes may start at once.
 * Gives the names that were applied. A database with a migration that this version does not know is refused. With `only`
 * it is brought up to these and no further, as a backup needs it that was made by an older version.
 */
export async function migrate(database: Kysely<Schema>, folder: string, only?: readonly string[]): Promise<string[]> {
  const migrations = await readMigrations(folder);
  refuseUnknown(only ?? (await listApplied(database)), migrations);
  const wanted = only === undefined ? migrations : pick(migrations, only);
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => wanted } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName ?? "unknown";
    throw new AdapterError(
      "database",
      "migration-failed",
      isLocked(error) ? lockedTable(failed) : `Migration ${failed} failed: ${describe(error)}. Nothing was changed.`,
      { retryable: false, cause: error },
    );
  }
  return (results ?? []).map((result) => result.migrationName);
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file)).sort();
  const migrations: Record<string, Migration> = {};
  for (const file of files) {
    const statements = await readFile(path.join(folder, file), "utf8");
    migrations[file.replace(/\.sql$/, "")] = {
      up: (db) =>
        withNewIdsLeftOut(db, () => sql.raw(`set local lock_timeout = '${LOCK_SECONDS}s';\n${statements}`).execute(db)),
    };
  }
  return migrations;
}

function pick(migrations: Record<string, Migration>, names: readonly string[]): Record<string, Migration> {
  return Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name)));
}

async function listApplied(database: Kysely<Schema>): Promise<string[]> {
  const table = await sql<{ found: string | null }>`select to_regclass('kysely_migration')::text as found`.execute(
    database,
  );
  if (!table.rows[0]?.found) return [];
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database);
  return applied.rows.map((row) => row.name);
}

function refuseUnknown(names: readonly string[], known: Record<string, Migration>): void {
  const unknown = names.filter((name) => known[name] === undefined);
  if (unknown.length > 0) {
    throw new AdapterError(
      "database",
      "newer-schema",
      `The database was migrated by a newer Svartid (${unknown.join(", ")}). Start that version, or restore a backup made by this one.`,
      { retryable: false },
    );
  }
}

function isLocked(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === LOCK_NOT_AVAILABLE;
}

function lockedTable(migration: string): string {
  return `Migration ${migration} waited ${LOCK_SECONDS} seconds for a table that another transaction holds, and nothing was changed: stop every other Svartid and backup on this database, and start again.`;
}

function describe(error: unknown): string {
  return error instanceof Error || (typeof error === "object" && error !== null && "message" in error)
    ? String(error.message)
    : String(error);
}
