import { type Kysely, sql } from "kysely";
import type { AlertStore, WaitingAlert } from "../../usecases/ports/alert-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

/** The alerts that become digests, over one connection or transaction. */
export function createAlertStore(db: Kysely<Schema>): AlertStore {
  return {
    countRecent: async (recipient, atMost) => {
      const rows = await db
        .selectFrom("alert")
        .select("id")
        .where("recipient", "=", recipient)
        .where("created_at", ">", sql<Date>`(select desk_now() - interval '1 minute')`)
        .limit(atMost)
        .execute();
      return rows.length;
    },
    lockWaiting: async (afterSeconds, limit) => {
      // Two at once could each take a part of one recipient's alerts: whoever finds another at it leaves it to that one.
      const alone = await sql<{ alone: boolean }>`
        select pg_try_advisory_xact_lock(hashtext('svartid digests')) as alone`.execute(db);
      if (!alone.rows[0]?.alone) return null;
      const first = await db
        .selectFrom("alert")
        .select("recipient")
        .where("waits_for_digest", "=", true)
        .where("created_at", "<=", sql<Date>`(select desk_now() - ${afterSeconds} * interval '1 second')`)
        .orderBy("created_at")
        .limit(1)
        .executeTakeFirst();
      if (first === undefined) return null;
      return { recipient: first.recipient, alerts: await lockAlerts(db, first.recipient, limit) };
    },
    endWaiting: async (ids, outboxId) => {
      await db
        .updateTable("alert")
        .set({ waits_for_digest: false, outbox_id: outboxId })
        .where("id", "=", sql<number>`any(${[...ids]}::bigint[])`)
        .execute();
    },
  };
}

async function lockAlerts(db: Kysely<Schema>, recipient: string, limit: number): Promise<WaitingAlert[]> {
  const rows = await db
    .selectFrom("alert")
    .innerJoin("escalation", "escalation.id", "alert.escalation_id")
    .innerJoin("sla_clock", "sla_clock.id", "escalation.clock_id")
    .innerJoin("ticket", "ticket.id", "sla_clock.ticket_id")
    .select(["alert.id", "escalation.kind", "escalation.step", "escalation.due_at", "escalation.fired_at"])
    .select(["sla_clock.kind as promise", "sla_clock.deadline_at", "sla_clock.state", "sla_clock.met_at"])
    .select(["ticket.id as ticket_id", "ticket.ref", "ticket.subject", "ticket.level", "ticket.agent"])
    .where("alert.waits_for_digest", "=", true)
    .where("alert.recipient", "=", recipient)
    .orderBy("escalation.due_at")
    .orderBy("alert.id")
    .limit(limit)
    .forUpdate("alert")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    stepMinutes: row.step,
    dueAt: fromColumn(row.due_at),
    firedAt: fromColumn(row.fired_at),
    promise: row.promise,
    deadlineAt: fromColumn(row.deadline_at),
    state: row.state,
    metAt: fromColumn(row.met_at),
    ticketId: row.ticket_id,
    ref: row.ref,
    subject: row.subject,
    level: row.level,
    agent: row.agent,
  }));
}
