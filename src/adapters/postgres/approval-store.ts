import { type Kysely, type Selectable, sql } from "kysely";
import type { Approval, ApprovalStore, OpenApproval } from "../../usecases/ports/approval-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";
import { withMerged } from "./with-merged.ts";

export function createApprovalStore(db: Kysely<Schema>): ApprovalStore {
  return {
    async ask(approval) {
      await db
        .insertInto("approval")
        .values({
          ticket_id: approval.ticketId,
          asked: approval.asked,
          question: storable(approval.question),
          asked_at: toColumn(approval.askedAt),
          asked_by: approval.askedBy,
          asked_email_id: approval.askedEmailId,
          asked_outbox_id: approval.askedOutboxId,
          module: storable(approval.module),
          version: storable(approval.version),
          service: approval.service,
          minutes: approval.minutes,
        })
        .execute();
    },

    listOpen: (ticketId) => listOpen(db, ticketId),

    async answer(id, { outcome, at, by, text, emailId }) {
      await db
        .updateTable("approval")
        .set({
          outcome,
          answered_at: toColumn(at),
          answered_by: storable(by),
          answer: storable(text),
          answer_email_id: emailId,
        })
        .where("id", "=", id)
        .where("outcome", "is", null)
        .execute();
    },

    async withdraw(messageRowId) {
      await db
        .updateTable("approval")
        .set({ outcome: "withdrawn" })
        .where("outcome", "is", null)
        .where("asked_outbox_id", "is", null)
        .where("asked_email_id", "in", (query) =>
          query
            .selectFrom("message")
            .select("inbound_email_id")
            .where("id", "=", messageRowId)
            .$castTo<{ inbound_email_id: number }>(),
        )
        .execute();
    },

    async listForTicket(ticketId) {
      const all = db.selectFrom("approval").selectAll().where("ticket_id", "in", withMerged(ticketId));
      return (await all.orderBy("id").execute()).map(toApproval);
    },

    async listForTickets(ticketIds) {
      // The last of two columns of one name is read: the ticket asked for.
      const { rows } = await sql<Selectable<LedgerTables["approval"]>>`
        with recursive merged (root, id) as (
          select id, id from ticket where id = any(${ticketIds}::bigint[])
          union select merged.root, ticket.id from ticket join merged on ticket.merged_into_id = merged.id
        )
        select approval.*, merged.root as ticket_id from merged join approval on approval.ticket_id = merged.id
        order by approval.id`.execute(db);
      return rows.map(toApproval);
    },
  };
}

async function listOpen(db: Kysely<Schema>, ticketId: number): Promise<OpenApproval[]> {
  const rows = await db
    .selectFrom("approval")
    .selectAll("approval")
    .select((query) =>
      query
        .selectFrom("outbox")
        .innerJoin("message", "message.id", "outbox.message_row_id")
        .select(sql<number>`max(outbox.id)`.as("id"))
        .whereRef("message.inbound_email_id", "=", "approval.asked_email_id")
        .where("message.direction", "=", "outbound")
        .as("outbox_id"),
    )
    .where("ticket_id", "in", withMerged(ticketId))
    .where("outcome", "is", null)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...toApproval(row), outboxId: row.asked_outbox_id ?? row.outbox_id }));
}

function toApproval(row: Selectable<LedgerTables["approval"]>): Approval {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    asked: row.asked,
    question: row.question,
    askedAt: fromColumn(row.asked_at),
    askedBy: row.asked_by,
    askedEmailId: row.asked_email_id,
    askedOutboxId: row.asked_outbox_id,
    module: row.module,
    version: row.version,
    service: row.service,
    minutes: row.minutes,
    isWithdrawn: row.outcome === "withdrawn",
    answer: toAnswer(row),
  };
}

function toAnswer(row: Selectable<LedgerTables["approval"]>): Approval["answer"] {
  const at = fromColumn(row.answered_at);
  if (row.outcome === null || row.outcome === "withdrawn" || at === null || row.answer_email_id === null) return null;
  return { outcome: row.outcome, at, by: row.answered_by ?? "", text: row.answer ?? "", emailId: row.answer_email_id };
}
