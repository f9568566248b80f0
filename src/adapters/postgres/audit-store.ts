import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import type { AuditFilter, AuditTrail } from "../../usecases/ports/audit-trail.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createAuditStore(db: Kysely<Schema>): AuditTrail {
  return {
    record() {
      throw new Error("a deed is put on record in the transaction that does it");
    },

    async listAfter(id, limit) {
      const rows = await db
        .selectFrom("audit_event")
        .selectAll()
        .where("id", ">", id)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },

    async list(filter) {
      const events = db
        .selectFrom("audit_event")
        .selectAll()
        .where(sql<boolean>`${sql.join(conditionsOf(filter), sql` and `)}`);
      return (await events.orderBy("id", "desc").limit(filter.limit).execute()).map(toEvent);
    },

    async listCheckpoints(limit) {
      const rows = db.selectFrom("audit_checkpoint").selectAll().orderBy("audit_id", "desc").limit(limit);
      const found = await rows.execute();
      return found.map(({ audit_id, at, ...row }) => ({ ...row, id: audit_id, at: fromColumn(at) }));
    },

    async addCheckpoint({ id, hash, at, signature }) {
      await db
        .insertInto("audit_checkpoint")
        .values({ audit_id: id, hash, at: toColumn(at), signature })
        .onConflict((conflict) => conflict.column("audit_id").doNothing())
        .execute();
    },

    async readHead() {
      const head = db.selectFrom("audit_head").select(["last_id as id", "last_hash as hash"]);
      return await head.executeTakeFirstOrThrow();
    },
  };
}

function conditionsOf({ beforeId, actor, actions, subject, from, to }: AuditFilter): RawBuilder<boolean>[] {
  const wanted: [RawBuilder<boolean>, unknown][] = [
    [sql`id < ${beforeId}`, beforeId],
    [sql`actor_kind = ${actor?.kind}`, actor?.kind],
    [sql`actor_id = ${actor?.id}`, actor?.id],
    [sql`action = any(${actions}::text[])`, actions],
    [sql`subject_kind = ${subject?.kind}`, subject?.kind],
    [sql`subject_id = ${subject?.id}`, subject?.id],
    [sql`at >= ${from === undefined ? null : toColumn(from)}`, from],
    [sql`at < ${to === undefined ? null : toColumn(to)}`, to],
  ];
  return [sql<boolean>`true`, ...wanted.flatMap(([condition, value]) => (value === undefined ? [] : [condition]))];
}

function toEvent(row: Selectable<Schema["audit_event"]>): AuditEvent {
  return {
    id: row.id,
    at: fromColumn(row.at),
    actor: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    detail: row.detail,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
