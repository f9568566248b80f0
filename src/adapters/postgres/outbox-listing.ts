import { type Kysely, sql } from "kysely";
import type { OutboxListing, OutboxState, OutboxStore } from "../../usecases/ports/outbox-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

interface ListingRow {
  id: number;
  class: OutboxListing["class"];
  state: OutboxState;
  ticket: string | null;
  message_id: string;
  recipients: OutboxListing["recipients"] | null;
  attempts: number;
  next_at: Date | null;
  last_error: string | null;
  route: string | null;
}

/** Outbox rows without their bytes, newest first. A row that is done has no next attempt, whatever its column last said. */
export async function listOutbox(
  db: Kysely<Schema>,
  filter: Parameters<OutboxStore["list"]>[0],
): Promise<OutboxListing[]> {
  const result = await sql<ListingRow>`
    select o.id, o.class, o.state, t.ref as ticket, o.message_id, o.attempts, o.last_error, o.route,
      case when o.state in ('queued', 'deferred', 'held', 'uncertain') then o.next_at end as next_at,
      (select json_agg(json_build_object('address', r.address, 'state', r.state) order by r.address)
       from outbox_recipient r where r.outbox_id = o.id) as recipients
    from outbox o left join ticket t on t.id = o.ticket_id
    where (${filter.state ?? null}::text is null or o.state = ${filter.state ?? null})
      and (${filter.ticketId ?? null}::bigint is null or o.ticket_id = ${filter.ticketId ?? null})
      and (${filter.beforeId ?? null}::bigint is null or o.id < ${filter.beforeId ?? null})
    order by o.id desc limit ${filter.limit}`.execute(db);
  return result.rows.map((row) => ({
    id: row.id,
    class: row.class,
    state: row.state,
    ticket: row.ticket,
    messageId: row.message_id,
    recipients: row.recipients ?? [],
    attempts: row.attempts,
    nextAt: fromColumn(row.next_at),
    lastError: row.last_error,
    route: row.route,
  }));
}
