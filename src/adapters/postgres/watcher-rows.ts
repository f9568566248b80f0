import type { Kysely } from "kysely";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";

export async function addWatcher(db: Kysely<Schema>, ticketId: number, agent: string): Promise<boolean> {
  const added = await db
    .insertInto("watcher")
    .values({ ticket_id: ticketId, agent })
    .onConflict((conflict) => conflict.columns(["ticket_id", "agent"]).doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function removeWatcher(db: Kysely<Schema>, ticketId: number, agent: string): Promise<boolean> {
  const removed = await db
    .deleteFrom("watcher")
    .where("ticket_id", "=", ticketId)
    .where("agent", "=", agent)
    .executeTakeFirst();
  return removed.numDeletedRows === 1n;
}

const selectWatchers = prepare((db, { ticketId }: { ticketId: number }) =>
  db.selectFrom("watcher").select("agent").where("ticket_id", "=", ticketId).orderBy("agent"),
);

export async function listWatchers(db: Kysely<Schema>, ticketId: number): Promise<string[]> {
  return (await selectWatchers(db, { ticketId })).map(({ agent }) => agent);
}
