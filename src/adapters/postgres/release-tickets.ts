import { type Kysely, sql } from "kysely";
import type { ReleaseStore } from "../../usecases/ports/release-store.ts";
import { releaseRows, toRelease } from "./release-rows.ts";
import type { Schema } from "./schema.ts";

type TicketLinks = Pick<ReleaseStore, "linkTicket" | "findForTicket" | "keysOfTickets" | "listTickets">;

/** The tickets that answers to notices of releases opened. */
export function createTicketLinks(db: Kysely<Schema>): TicketLinks {
  return {
    async linkTicket(id, ticketId) {
      await db.insertInto("release_ticket").values({ release_id: id, ticket_id: ticketId }).execute();
    },

    async findForTicket(ticketId) {
      const linked = db.selectFrom("release_ticket").select("release_id").where("ticket_id", "=", ticketId);
      const row = await releaseRows(db).where("release.id", "=", linked).executeTakeFirst();
      return row === undefined ? null : toRelease(row);
    },

    async keysOfTickets(ticketIds) {
      const rows = await db
        .selectFrom("release_ticket")
        .innerJoin("release", "release.id", "release_ticket.release_id")
        .select(["release_ticket.ticket_id", "release.key"])
        .where("release_ticket.ticket_id", "=", sql<number>`any(${ticketIds}::bigint[])`)
        .execute();
      return new Map(rows.map(({ ticket_id, key }) => [ticket_id, key]));
    },

    async listTickets(id) {
      const rows = await db
        .selectFrom("release_ticket")
        .innerJoin("ticket", "ticket.id", "release_ticket.ticket_id")
        .select("ticket.ref")
        .where("release_ticket.release_id", "=", id)
        .orderBy("ticket.id")
        .execute();
      return rows.map(({ ref }) => ref);
    },
  };
}
