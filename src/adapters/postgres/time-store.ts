import { type Kysely, sql } from "kysely";
import type { NewTimeEntry, TimeStore } from "../../usecases/ports/time-store.ts";
import { addCharges, listCharges, readLedger } from "./charge-rows.ts";
import { toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";
import { toEntry } from "./to-time-entry.ts";

export function createTimeStore(db: Kysely<Schema>): TimeStore {
  return {
    async add(entry) {
      const row = await db
        .insertInto("time_entry")
        .values(columns(entry))
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .executeTakeFirst();
      return row?.id ?? null;
    },

    async listForTicket(ticketId) {
      const rows = await db
        .selectFrom("time_entry")
        .selectAll()
        .where("ticket_id", "=", ticketId)
        .orderBy("id")
        .execute();
      return rows.map(toEntry);
    },

    async listForOrganisation(organisation, from, until) {
      const rows = await db
        .selectFrom("time_entry")
        .innerJoin("ticket", "ticket.id", "time_entry.ticket_id")
        .selectAll("time_entry")
        .select(["ticket.ref", "ticket.subject"])
        .where("ticket.organisation", "=", organisation)
        .where("time_entry.at", ">=", toColumn(from))
        .where("time_entry.at", "<", toColumn(until))
        .orderBy(sql`time_entry.ticket_id, time_entry.at, time_entry.id`)
        .execute();
      return rows.map((row) => ({ ...toEntry(row), ref: row.ref, subject: row.subject }));
    },

    readLedger: (ticketId) => readLedger(db, ticketId),
    charge: (charges) => addCharges(db, charges),
    listCharges: (ticketId) => listCharges(db, sql<boolean>`ticket.id = ${ticketId}`),
    listChargesForOrganisation: (organisation, from, until) =>
      listCharges(
        db,
        sql<boolean>`ticket.organisation = ${organisation} and charge.at >= ${toColumn(from)} and charge.at < ${toColumn(until)}`,
      ),
  };
}

function columns(entry: NewTimeEntry) {
  return {
    ticket_id: entry.ticketId,
    at: toColumn(entry.at),
    agent: entry.agent,
    minutes: entry.minutes,
    cause: entry.cause,
    billable: entry.billable,
    reason: entry.reason,
    text: storable(entry.text),
    inbound_email_id: entry.inboundEmailId,
    message_id: storable(entry.messageId),
    line: entry.line,
    service: entry.service,
    coverage: entry.coverage,
  };
}
