import { type Kysely, type RawBuilder, sql } from "kysely";
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
    where ${sql.join(conditionsOf(filter), sql` and `)}
    order by o.id desc limit ${filter.limit}`.execute(db);
  return result.rows.map(toListing);
}

/**
 * Only what is asked for, and the state as a literal: a plan that is kept for any state takes them all for frequent, and walks over every mail
 * that was ever sent to find the few of a rare one.
 */
function conditionsOf({
  state,
  class: asked,
  ticketId,
  beforeId,
}: Parameters<OutboxStore["list"]>[0]): RawBuilder<unknown>[] {
  return [
    // As `isListed`.
    sql`o.class <> 'canary'`,
    ...(state === undefined ? [] : [sql`o.state = ${sql.lit(state)}`]),
    ...(asked === undefined ? [] : [sql`o.class = ${asked}`]),
    ...(ticketId === undefined ? [] : [sql`o.ticket_id = ${ticketId}`]),
    ...(beforeId === undefined ? [] : [sql`o.id < ${beforeId}`]),
  ];
}

function toListing(row: ListingRow): OutboxListing {
  return {
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
  };
}
