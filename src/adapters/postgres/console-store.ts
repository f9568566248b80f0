import { type Kysely, sql } from "kysely";
import type { Instant } from "../../domain/time/instant.ts";
import type { ConsoleStore } from "../../usecases/ports/console-store.ts";
import { toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storableJson } from "./storable.ts";

export function createConsoleStore(db: Kysely<Schema>): ConsoleStore {
  return { ...deeds(db), dropBefore: (at, limit) => dropBefore(db, at, limit) };
}

function deeds(db: Kysely<Schema>): Pick<ConsoleStore, "takeForm" | "keepOutcome" | "findOutcome"> {
  return {
    async takeForm(token, actor) {
      const taken = await db
        .insertInto("console_deed")
        .values({ token, actor })
        .onConflict((conflict) => conflict.column("token").doNothing())
        .returning("token")
        .executeTakeFirst();
      if (taken !== undefined) return { kind: "new" };
      const row = await db.selectFrom("console_deed").selectAll().where("token", "=", token).executeTakeFirst();
      return row?.actor === actor && row.outcome !== null
        ? { kind: "done", outcome: row.outcome }
        : { kind: "foreign" };
    },

    async keepOutcome(token, outcome) {
      const written = storableJson(outcome);
      await db.updateTable("console_deed").set({ outcome: written }).where("token", "=", token).execute();
    },

    async findOutcome(token, actor) {
      const row = await db
        .selectFrom("console_deed")
        .select("outcome")
        .where("token", "=", token)
        .where("actor", "=", actor)
        .executeTakeFirst();
      return row?.outcome ?? null;
    },
  };
}

async function dropBefore(db: Kysely<Schema>, at: Instant, limit: number): Promise<number> {
  const dropped = await sql`
    delete from console_deed where ctid in (select ctid from console_deed where at < ${toColumn(at)} limit ${limit})`.execute(
    db,
  );
  return Number(dropped.numAffectedRows ?? 0);
}
