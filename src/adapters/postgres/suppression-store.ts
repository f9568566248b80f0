import { type Kysely, type Selectable, sql } from "kysely";
import { canonicalAddress } from "../../domain/email/canonical-address.ts";
import type { Suppression, SuppressionStore } from "../../usecases/ports/suppression-store.ts";
import { fromColumn } from "./instant-column.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

const selectAmong = prepare((db, { addresses }: { addresses: readonly string[] }) =>
  db.selectFrom("suppression").selectAll().where("address", "=", sql<string>`any(${addresses}::text[])`),
);

export function createSuppressionStore(db: Kysely<Schema>): SuppressionStore {
  return {
    async findAmong(addresses) {
      return (await selectAmong(db, { addresses: addresses.map(canonicalAddress) })).map(toSuppression);
    },

    async add(address, why) {
      await db
        .insertInto("suppression")
        .values({ address: storable(canonicalAddress(address)), why: storable(why) })
        .onConflict((conflict) => conflict.column("address").doNothing())
        .execute();
    },

    async lift(address) {
      const result = await db
        .deleteFrom("suppression")
        .where("address", "=", canonicalAddress(address))
        .executeTakeFirst();
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
