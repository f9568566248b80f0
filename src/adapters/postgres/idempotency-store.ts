import { type Kysely, sql } from "kysely";
import type { IdempotencyStore, RequestName } from "../../usecases/ports/idempotency-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storableJson } from "./storable.ts";

export function createIdempotencyStore(db: Kysely<Schema>): IdempotencyStore {
  return {
    async lock({ apiKeyId, route, key }) {
      const name = `idempotent ${apiKeyId} ${route} ${key}`;
      const result = await sql<{ locked: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as locked`.execute(db);
      return result.rows[0]?.locked ?? false;
    },

    async find(name) {
      const row = await db.selectFrom("idempotent_answer").selectAll().where(named(name)).executeTakeFirst();
      if (row === undefined) return null;
      const { fingerprint, status, headers } = row;
      return { fingerprint, status, headers, body: JSON.parse(row.body) as unknown, at: fromColumn(row.at) };
    },

    async keep({ apiKeyId, route, key }, fingerprint, { status, headers, body }) {
      const answer = { fingerprint, status, headers: JSON.stringify(headers), body: storableJson(body) };
      await db
        .insertInto("idempotent_answer")
        .values({ api_key_id: apiKeyId, route, key, ...answer })
        .onConflict((conflict) =>
          conflict.columns(["api_key_id", "route", "key"]).doUpdateSet({ ...answer, at: sql<Date>`desk_now()` }),
        )
        .execute();
    },

    async dropBefore(at, limit) {
      const result = await sql`
        delete from idempotent_answer where ctid in (
          select ctid from idempotent_answer where at < ${toColumn(at)} limit ${limit})`.execute(db);
      return Number(result.numAffectedRows ?? 0);
    },
  };
}

function named({ apiKeyId, route, key }: RequestName) {
  return sql<boolean>`api_key_id = ${apiKeyId} and route = ${route} and key = ${key}`;
}
