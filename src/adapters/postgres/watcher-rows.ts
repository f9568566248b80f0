import type { Kysely } from "kysely";
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

export async function listWatchers(db: Kysely<Schema>, ticketId: number): Promise<string[]> {
  const rows = await db
    .selectFrom("watcher")
    .select("agent")
    .where("ticket_id", "=", ticketId)
    .orderBy("agent")
    .execute();
  return rows.map(({ agent }) => agent);
}
