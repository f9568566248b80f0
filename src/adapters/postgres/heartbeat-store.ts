import { type Kysely, sql } from "kysely";
import type { HeartbeatStore } from "../../usecases/ports/heartbeat-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createHeartbeatStore(db: Kysely<Schema>): HeartbeatStore {
  return {
    async beat(name, detail) {
      const row = { at: sql<Date>`desk_now()`, detail: detail ?? null };
      await db
        .insertInto("heartbeat")
        .values({ name, ...row })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
        .execute();
    },

    async find(name) {
      const row = await db.selectFrom("heartbeat").select(["at", "detail"]).where("name", "=", name).executeTakeFirst();
      return row ? { at: fromColumn(row.at), detail: row.detail } : null;
    },
  };
}
