import { type Kysely, type Selectable, sql } from "kysely";
import type { Release } from "../../domain/releases/release.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ReleaseStore, StoredRelease } from "../../usecases/ports/release-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

type Row = Selectable<Schema["release"]> & { fixes: number[] };

/** Releases with the errors that each fixes. */
export function releaseRows(db: Kysely<Schema>) {
  return db
    .selectFrom("release")
    .selectAll("release")
    .select(
      sql<number[]>`array(select known_error_id from release_fix f where f.release_id = release.id order by 1)`.as(
        "fixes",
      ),
    );
}

export function toRelease(row: Row): StoredRelease {
  return {
    id: row.id,
    key: row.key,
    module: row.module,
    version: row.version,
    kind: row.kind,
    availableOn: row.available_on,
    versions: row.versions,
    hosting: row.hosting,
    fixes: row.fixes.map(Number),
    notes: row.notes,
    importedAt: fromColumn(row.imported_at),
    publishedAt: fromColumn(row.published_at),
  };
}

/**
 * Imports and publishings are carried out one after the other. The lock of a row would not do: whoever waited for one reads what the row refers to
 * as it was before.
 */
export async function lockReleases(db: Kysely<Schema>): Promise<void> {
  await sql`lock table release in share row exclusive mode`.execute(db);
}

export async function saveRelease(db: Kysely<Schema>, release: Release, at: Instant): ReturnType<ReleaseStore["save"]> {
  await lockReleases(db);
  const found = await releaseRows(db)
    .where((where) =>
      where.or([
        where("key", "=", release.key),
        where.and([where("module", "=", release.module), where("version", "=", release.version)]),
      ]),
    )
    .execute();
  if (found.some(({ key }) => key !== release.key)) return "taken";
  const before = found[0] === undefined ? null : toRelease(found[0]);
  if (before !== null && isSame(before, release)) return "unchanged";
  if (before !== null && before.publishedAt !== null) return "published";
  await write(db, release, { id: before?.id ?? null, at });
  return before === null ? "created" : "changed";
}

async function write(
  db: Kysely<Schema>,
  release: Release,
  { id, at }: { id: number | null; at: Instant },
): Promise<void> {
  const values = {
    key: release.key,
    module: storable(release.module),
    version: storable(release.version),
    kind: release.kind,
    available_on: release.availableOn,
    versions: storableJson(release.versions),
    hosting: release.hosting,
    notes: storableJson(release.notes),
    imported_at: toColumn(at),
  };
  const row =
    id === null
      ? await db.insertInto("release").values(values).returning("id").executeTakeFirstOrThrow()
      : await db.updateTable("release").set(values).where("id", "=", id).returning("id").executeTakeFirstOrThrow();
  await db.deleteFrom("release_fix").where("release_id", "=", row.id).execute();
  if (release.fixes.length === 0) return;
  await db
    .insertInto("release_fix")
    .values(release.fixes.map((known_error_id) => ({ release_id: row.id, known_error_id })))
    .execute();
}

function isSame(one: Release, other: Release): boolean {
  return comparable(one) === comparable(other);
}

// jsonb gives the keys of an object in an order of its own.
function comparable({ key, module, version, kind, availableOn, versions, hosting, fixes, notes }: Release): string {
  const sorted = fixes.toSorted((one, other) => one - other);
  return storableJson([key, module, version, kind, availableOn, versions, hosting, sorted, notes.da, notes.en]);
}
