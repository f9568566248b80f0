import { type Kysely, type Selectable, sql } from "kysely";
import type { Suppression, SuppressionStore } from "../../usecases/ports/suppression-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

export function createSuppressionStore(db: Kysely<Schema>): SuppressionStore {
  return {
    async findAmong(addresses) {
      const wanted = addresses.map((address) => address.toLowerCase());
      const rows = await db
        .selectFrom("suppression")
        .selectAll()
        .where("address", "=", sql<string>`any(${wanted}::text[])`)
        .execute();
      return rows.map(toSuppression);
    },

    async add(address, why) {
      await db
        .insertInto("suppression")
        .values({ address: storable(address.toLowerCase()), why: storable(why) })
        .onConflict((conflict) => conflict.column("address").doNothing())
        .execute();
    },

    async lift(address) {
      const result = await db.deleteFrom("suppression").where("address", "=", address.toLowerCase()).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },

    async list(limit) {
      const rows = await db
        .selectFrom("suppression")
        .selectAll()
        .orderBy("added_at", "desc")
        .orderBy("address")
        .limit(limit)
        .execute();
      return rows.map(toSuppression);
    },
  };
}

function toSuppression(row: Selectable<Schema["suppression"]>): Suppression {
  return { address: row.address, why: row.why, since: fromColumn(row.added_at) };
}
