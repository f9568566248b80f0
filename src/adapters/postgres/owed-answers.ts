import { type Kysely, sql } from "kysely";
import type { OutboxStore } from "../../usecases/ports/outbox-store.ts";
import { fromColumn } from "./instant-column.ts";
import { type OutboxRow, outboxColumns, toOutboxMail } from "./outbox-rows.ts";
import type { Schema } from "./schema.ts";

// A requester to whom a bounce came later was not reached.
const hasReached = sql.raw(`
  o.class = 'reply' and o.ticket_id is not null and o.sent_at is not null
  and exists (select from outbox_recipient r where r.outbox_id = o.id and r.role = 'requester' and r.state = 'sent')`);

const isOwed = sql.raw(`
  not exists (select from ticket_event e where e.type = 'reply-delivered' and e.data ->> 'outboxId' = o.id::text)`);

// Rows recorded before the recipients had an instant of their own have that of the mail.
const reachedAt = sql.raw(`
  coalesce((select max(r.sent_at) from outbox_recipient r
    where r.outbox_id = o.id and r.role = 'requester' and r.state = 'sent'), o.sent_at)`);

/** Locks replies whose answer is owed to their ticket, the oldest first; those locked elsewhere are left out. */
export async function lockOwedAnswers(
  db: Kysely<Schema>,
  withinDays: number,
  limit: number,
): ReturnType<OutboxStore["lockOwedAnswers"]> {
  // The instant is asked for once: compared with a function that may change, every reply ever sent would be read.
  const locked = await sql<{ id: number }>`
    select o.id from outbox o
    where ${hasReached} and o.sent_at > (select desk_now()) - make_interval(days => ${withinDays}) and ${isOwed}
    order by o.sent_at limit ${limit} for update of o skip locked`.execute(db);
  if (locked.rows.length === 0) return [];
  const ids = locked.rows.map(({ id }) => id);
  // Looked at once more under the lock: whoever had it a moment ago may have paid.
  const owed = await sql<OutboxRow & { reached_at: Date }>`
    select ${outboxColumns}, ${reachedAt} as reached_at from outbox o
    where o.id = any(${ids}::bigint[]) and ${hasReached} and ${isOwed}
    order by o.id`.execute(db);
  return owed.rows.map((row) => ({ mail: toOutboxMail(row), reachedAt: fromColumn(row.reached_at) }));
}

export async function countAnswers(db: Kysely<Schema>, namedOwed: number): ReturnType<OutboxStore["countAnswers"]> {
  const counted = await sql<{ count: number }>`select count(*) as count from outbox o where ${hasReached}`.execute(db);
  const owed = await sql<{ id: number }>`
    select o.id from outbox o where ${hasReached} and ${isOwed} order by o.id limit ${namedOwed}`.execute(db);
  return { count: counted.rows[0]?.count ?? 0, owed: owed.rows.map(({ id }) => id) };
}
