import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { chained } from "../../domain/audit/audit-chain.ts";
import type { AuditDeed, AuditEvent } from "../../domain/audit/audit-event.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

/**
 * Appends to the chain as the last thing of a transaction: whoever holds the head's lock waits for nothing else until the commit, so that the
 * writers stand in one line that cannot become a circle.
 */
export async function appendDeeds(db: Kysely<Schema>, deeds: readonly AuditDeed[]): Promise<void> {
  if (deeds.length === 0) return;
  const { now, ...locked } = await lockHead(db);
  let head = locked;
  const events: AuditEvent[] = [];
  for (const deed of deeds) {
    const event = chained(head, { ...asStored(deed), at: fromColumn(now) }, sha256);
    events.push(event);
    head = { id: event.id, hash: event.hash };
  }
  await db.insertInto("audit_event").values(events.map(toRow)).execute();
  await db.updateTable("audit_head").set({ last_id: head.id, last_hash: head.hash }).execute();
}

// The time is asked for once the lock is held, so that it never runs back along the chain.
async function lockHead(db: Kysely<Schema>): Promise<{ id: number; hash: string; now: Date }> {
  const found = await sql<{ id: number; hash: string; now: Date }>`
    with head as materialized (select last_id, last_hash from audit_head for update)
    select last_id as id, last_hash as hash, desk_now() as now from head`.execute(db);
  const head = found.rows[0];
  if (head === undefined) throw new Error("audit_head has lost its row: svartid audit tells what is missing");
  // A connection of a backup gives a bigint as text.
  return { ...head, id: Number(head.id) };
}

/** As it comes back from the database: the hash is made of that. */
function asStored({
  actor,
  action,
  subject,
  detail,
}: AuditDeed): Pick<AuditEvent, "actor" | "action" | "subject" | "detail"> {
  return {
    actor: { kind: actor.kind, id: storable(actor.id) },
    action,
    subject: { kind: storable(subject.kind), id: storable(subject.id) },
    detail: JSON.parse(storableJson(detail ?? {})) as AuditEvent["detail"],
  };
}

function toRow(event: AuditEvent) {
  return {
    id: event.id,
    at: toColumn(event.at),
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    action: event.action,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    detail: JSON.stringify(event.detail),
    previous_hash: event.previousHash,
    hash: event.hash,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
