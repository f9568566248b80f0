import { type Kysely, type Selectable, sql } from "kysely";
import type { Scope } from "../../domain/access/scope.ts";
import type { ApiKey, KeyStore } from "../../usecases/ports/key-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createKeyStore(db: Kysely<Schema>): KeyStore {
  return {
    async insert({ name, prefix, sha256, scopes, agent, expiresAt }) {
      const row = await db
        .insertInto("api_key")
        .values({ name, prefix, sha256, scopes: [...scopes], agent, expires_at: toColumn(expiresAt) })
        .returning("id")
        .executeTakeFirstOrThrow();
      return row.id;
    },

    async findByPrefix(prefix) {
      const row = await db.selectFrom("api_key").selectAll().where("prefix", "=", prefix).executeTakeFirst();
      return row ? { ...toKey(row), sha256: row.sha256 } : null;
    },

    async find(id) {
      const row = await db.selectFrom("api_key").selectAll().where("id", "=", anyId(id)).executeTakeFirst();
      return row ? toKey(row) : null;
    },

    async list() {
      const rows = await db.selectFrom("api_key").selectAll().orderBy("id", "desc").execute();
      return rows.map(toKey);
    },

    async revoke(id) {
      const result = await db
        .updateTable("api_key")
        .set({ revoked_at: sql<Date>`desk_now()` })
        .where("id", "=", anyId(id))
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    async recordUse(id) {
      await db
        .updateTable("api_key")
        .set({ last_used_at: sql<Date>`desk_now()` })
        .where("id", "=", id)
        .where(sql<boolean>`last_used_at is null or last_used_at < desk_now() - interval '1 minute'`)
        .execute();
    },
  };
}

/** Whoever asks may name a larger id than the column holds, which is none and no failure. */
function anyId(id: number) {
  return sql<number>`${id}::bigint`;
}

function toKey(row: Selectable<Schema["api_key"]>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as Scope[],
    agent: row.agent,
    createdAt: fromColumn(row.created_at),
    expiresAt: fromColumn(row.expires_at),
    revokedAt: fromColumn(row.revoked_at),
    lastUsedAt: fromColumn(row.last_used_at),
  };
}
