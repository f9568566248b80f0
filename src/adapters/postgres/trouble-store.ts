import type { Kysely } from "kysely";
import type { Trouble } from "../../domain/trouble/follow-trouble.ts";
import type { TroubleStore } from "../../usecases/ports/trouble-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createTroubleStore(db: Kysely<Schema>): TroubleStore {
  return {
    async listOpen() {
      const rows = await db.selectFrom("trouble").select("name").where("ended_at", "is", null).execute();
      return rows.map(({ name }) => name);
    },

    async lock(check) {
      const row = await db
        .selectFrom("trouble")
        .select(["since", "seen_at", "red_ms", "green_since", "told_at"])
        .where("name", "=", check)
        .where("ended_at", "is", null)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        since: fromColumn(row.since),
        seenAt: fromColumn(row.seen_at),
        redMs: row.red_ms,
        greenSince: fromColumn(row.green_since),
        toldAt: fromColumn(row.told_at),
      };
    },

    async begin(check, trouble) {
      const result = await db
        .insertInto("trouble")
        .values({ name: check, ...toRow(trouble) })
        .onConflict((conflict) => conflict.column("name").where("ended_at", "is", null).doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },

    async update(check, trouble) {
      await db
        .updateTable("trouble")
        .set(toRow(trouble))
        .where("name", "=", check)
        .where("ended_at", "is", null)
        .execute();
    },

    async end(check, at) {
      const open = db.deleteFrom("trouble").where("name", "=", check).where("ended_at", "is", null);
      await open.where("told_at", "is", null).execute();
      const ended = db.updateTable("trouble").set({ ended_at: toColumn(at) });
      await ended.where("name", "=", check).where("ended_at", "is", null).execute();
    },

    async endUnseen(before) {
      const ended = db.updateTable("trouble").set((row) => ({ ended_at: row.ref("seen_at") }));
      await ended.where("ended_at", "is", null).where("seen_at", "<", toColumn(before)).execute();
    },
  };
}

function toRow({ since, seenAt, redMs, greenSince, toldAt }: Trouble) {
  return {
    since: toColumn(since),
    seen_at: toColumn(seenAt),
    red_ms: redMs,
    green_since: toColumn(greenSince),
    told_at: toColumn(toldAt),
  };
}
