import type { Kysely, Selectable } from "kysely";
import type { DeskVersionStore, StoredDeskVersion } from "../../usecases/ports/desk-version-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

/** desk_version and desk_holiday_year over one connection or transaction. */
export function createDeskVersionStore(db: Kysely<Schema>): DeskVersionStore {
  const idOf = async (hash: string, revision: number): Promise<number | undefined> => {
    const versions = db.selectFrom("desk_version").select("id");
    return (await versions.where("hash", "=", hash).where("revision", "=", revision).executeTakeFirst())?.id;
  };
  return {
    ensureDeskVersion: async (hash, document, revision = 1) => {
      const known = await idOf(hash, revision);
      if (known !== undefined) return known;
      const stored = await db
        .insertInto("desk_version")
        .values({ hash, revision, document: JSON.stringify(document) })
        .onConflict((conflict) => conflict.columns(["hash", "revision"]).doNothing())
        .returning("id")
        .executeTakeFirst();
      // Another process may have stored the same version between the two statements.
      const id = stored?.id ?? (await idOf(hash, revision));
      if (id === undefined) throw new Error("the desk version was not stored");
      return id;
    },
    findDeskVersion: async (id) => {
      const row = await db.selectFrom("desk_version").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : await withHolidays(db, row);
    },
    findNewestDeskVersion: async (hash) => {
      const versions = db.selectFrom("desk_version").selectAll().where("hash", "=", hash);
      const row = await versions.orderBy("revision", "desc").limit(1).executeTakeFirst();
      return row === undefined ? null : await withHolidays(db, row);
    },
    addHolidayYears: async (id, years) => {
      if (years.length === 0) return;
      await db
        .insertInto("desk_holiday_year")
        .values(
          years.map(({ country, year, holidays }) => ({
            ...{ desk_version_id: id, country, year },
            holidays: JSON.stringify(holidays),
          })),
        )
        .onConflict((conflict) => conflict.columns(["desk_version_id", "country", "year"]).doNothing())
        .execute();
    },
  };
}

async function withHolidays(
  db: Kysely<Schema>,
  { id, revision, document, loaded_at }: Selectable<Schema["desk_version"]>,
): Promise<StoredDeskVersion> {
  const holidayYears = await db
    .selectFrom("desk_holiday_year")
    .select(["country", "year", "holidays"])
    .where("desk_version_id", "=", id)
    .orderBy("country")
    .orderBy("year")
    .execute();
  return { id, revision, document, loadedAt: fromColumn(loaded_at), holidayYears };
}
