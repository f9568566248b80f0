import { type Kysely, sql } from "kysely";
import type { ClaimedMail, ClosedMailboxes } from "../../usecases/ports/outbox-store.ts";
import { type OutboxRow, outboxColumns, toOutboxMail } from "./outbox-rows.ts";
import type { Schema } from "./schema.ts";

// The recipients of the mail `o` who wait for an earlier answer of the same ticket. One whose fate is unknown and that is left to
// people holds nobody up; nor, for long, does one that waits for the only way out that may have it.
const HOLDING_MINUTES = 30;
const behind = sql.raw(`
  select count(*) as open, array_agg(r.address order by r.address) filter (where exists (
    select from outbox e join outbox_recipient er on er.outbox_id = e.id
    where o.class = 'reply' and e.class = 'reply' and e.ticket_id = o.ticket_id and e.id < o.id
      and e.state in ('queued', 'sending', 'deferred', 'held', 'uncertain')
      and (e.state <> 'uncertain' or e.next_at is not null)
      and (e.state <> 'deferred' or e.bound_route is null
        or e.committing_at > (select desk_now()) - interval '${HOLDING_MINUTES} minutes')
      and lower(er.address) = lower(r.address) and er.state in ('queued', 'deferred')
  )) as addresses
  from outbox_recipient r where r.outbox_id = o.id and r.state in ('queued', 'deferred')`);

const OPEN: ClosedMailboxes = { own: [], closed: [] };

/** Claims the longest due mail that has somebody to go to now, and a way; rows locked elsewhere are left out. */
export async function claimMail(
  db: Kysely<Schema>,
  leaseSeconds: number,
  { own, closed } = OPEN,
): Promise<ClaimedMail | null> {
  const result = await sql<OutboxRow & { behind: string[] }>`
    with due as (
      select o.id, coalesce(waiting.addresses, '{}') as behind
      from outbox o cross join lateral (${behind}) waiting
      where o.state in ('queued', 'deferred', 'held', 'uncertain') and o.next_at <= (select desk_now())
        and case when o.mailbox_id = any(${[...own]}::integer[]) then o.mailbox_id else 0 end <> all(${[...closed]}::integer[])
        and (waiting.addresses is null or cardinality(waiting.addresses) < waiting.open)
      order by o.next_at, o.id limit 1 for update of o skip locked
    )
    update outbox o set
      state = 'sending', phase = 'envelope', attempts = attempts + 1, epoch = epoch + 1,
      lease_until = desk_now() + make_interval(secs => ${leaseSeconds}),
      ambiguous_resends = ambiguous_resends + (o.state = 'uncertain')::integer
    from due where o.id = due.id
    returning ${outboxColumns}, due.behind`.execute(db);
  const row = result.rows[0];
  return row === undefined ? null : { ...toOutboxMail(row), behind: row.behind };
}
