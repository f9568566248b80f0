import { type Kysely, sql } from "kysely";
import type { AlertList } from "../../usecases/ports/alert-list.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createAlertList(db: Kysely<Schema>): AlertList {
  return {
    async list({ limit, beforeId }) {
      const rows = await db
        .selectFrom("alert")
        .leftJoin("ticket", "ticket.id", "alert.ticket_id")
        .leftJoin("outbox", "outbox.id", "alert.outbox_id")
        .leftJoin("webhook_delivery", (join) =>
          join
            .onRef("webhook_delivery.escalation_id", "=", "alert.escalation_id")
            .on("alert.recipient", "=", sql<string>`'webhook:' || webhook_delivery.webhook`),
        )
        .select([
          "alert.id",
          "alert.kind",
          "ticket.ref",
          "alert.recipient",
          "alert.created_at",
          "alert.waits_for_digest",
        ])
        .select((query) => query.fn.coalesce("outbox.state", "webhook_delivery.state").as("delivery"))
        .$if(beforeId !== undefined, (query) => query.where("alert.id", "<", beforeId ?? 0))
        .orderBy("alert.id", "desc")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        ticket: row.ref,
        recipient: row.recipient,
        createdAt: fromColumn(row.created_at),
        delivery: row.waits_for_digest ? "waits-for-digest" : row.delivery,
      }));
    },
  };
}
