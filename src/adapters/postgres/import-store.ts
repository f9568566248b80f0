import { type Kysely, sql } from "kysely";
import type { ImportStore } from "../../usecases/ports/import-store.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

/** What was taken over from other desks. */
export function createImportStore(db: Kysely<Schema>): ImportStore {
  return {
    async findTickets(source, externalIds) {
      const rows = await db
        .selectFrom("imported_ticket")
        .select(["external_id", "ticket_id"])
        .where("source", "=", source)
        .where("external_id", "=", sql<string>`any(${externalIds.map((id) => storable(id))}::text[])`)
        .execute();
      return new Map(rows.map((row) => [row.external_id, row.ticket_id]));
    },

    async knownMessages(source, externalIds) {
      const rows = await db
        .selectFrom("imported_message")
        .select("external_id")
        .where("source", "=", source)
        .where("external_id", "=", sql<string>`any(${externalIds.map((id) => storable(id))}::text[])`)
        .execute();
      return new Set(rows.map((row) => row.external_id));
    },

    async findTicketOfMessages(source, externalIds) {
      const row = await db
        .selectFrom("imported_message")
        .innerJoin("message", "message.id", "imported_message.message_id")
        .select((select) => select.fn.min("message.ticket_id").as("ticket_id"))
        .where("source", "=", source)
        .where("external_id", "=", sql<string>`any(${externalIds.map((id) => storable(id))}::text[])`)
        .executeTakeFirst();
      return row?.ticket_id ?? null;
    },

    async recordTicket({ source, externalId, number, ticketId }) {
      const row = { source, external_id: storable(externalId), number: storable(number), ticket_id: ticketId };
      await db.insertInto("imported_ticket").values(row).execute();
    },

    async recordMessage({ source, externalId, messageRowId }) {
      const row = { source, external_id: storable(externalId), message_id: messageRowId };
      await db.insertInto("imported_message").values(row).execute();
    },

    async keepFile({ sha256, bytes }) {
      await db
        .insertInto("imported_file")
        .values({ sha256, size: bytes.length, bytes })
        .onConflict((conflict) => conflict.column("sha256").doNothing())
        .execute();
    },

    async readFile(sha256) {
      const row = await db.selectFrom("imported_file").select("bytes").where("sha256", "=", sha256).executeTakeFirst();
      return row?.bytes ?? null;
    },
  };
}
