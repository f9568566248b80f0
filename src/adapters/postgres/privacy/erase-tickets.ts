import { type Kysely, type RawBuilder, sql } from "kysely";
import { ERASED_SUBJECT, erasedAddress } from "../../../domain/privacy/erased-address.ts";
import type { ErasureOrder } from "../../../usecases/ports/erasure-store.ts";
import { toColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { forgetInbound } from "./forget-inbound.ts";
import { isAddress } from "./is-address.ts";
import { mailsOfTickets } from "./mails-of-tickets.ts";
import { openDoor } from "./open-door.ts";

export async function lockTickets(
  db: Kysely<Schema>,
  { person, at }: ErasureOrder,
  limit: number,
): Promise<{ id: number; isOpen: boolean }[]> {
  const { rows } = await sql<{ id: number; isOpen: boolean }>`
    select ticket.id, ticket.state in ('new', 'open', 'waiting') as "isOpen" from ticket join requester on requester.id = requester_id
    where ${isAddress("requester.address", person.address)} and opened_at <= ${toColumn(at)}
    order by ticket.id limit ${limit} for no key update of ticket`.execute(db);
  return rows;
}

/** Erases whole tickets of a requester: every word on them, whoever wrote it. Who they were, the clocks and the minutes stay. */
export async function eraseTickets(
  db: Kysely<Schema>,
  order: ErasureOrder,
  ticketIds: readonly number[],
): Promise<void> {
  const nobody = erasedAddress(order.code, order.id);
  const { rows } = await sql<{ id: number }>`
    insert into requester (address) values (${nobody}) on conflict (address) do update set name = '' returning id`.execute(
    db,
  );
  await forgetTickets(db, ticketIds, nobody);
  await sql`update ticket set requester_id = ${rows[0]?.id} where id = any(${ticketIds}::bigint[])`.execute(db);
}

/** Leaves of tickets what counts, and no word: for persons who are erased, and for tickets that are too old. */
export async function forgetTickets(db: Kysely<Schema>, ticketIds: readonly number[], nobody: string): Promise<void> {
  await openDoor(db);
  const ids = sql`any(${ticketIds}::bigint[])`;
  await forgetInbound(db, mailsOfTickets(ticketIds));
  await sql`
    update imported_file set bytes = '' where sha256 in (
      select sha256 from attachment join message on message.id = attachment.message_id where ticket_id = ${ids}
      except select sha256 from attachment join message on message.id = attachment.message_id where ticket_id <> all(${ticketIds}::bigint[]))`.execute(
    db,
  );
  await sql`
    update attachment set filename = '', sha256 = '' from message where message.id = attachment.message_id and ticket_id = ${ids}`.execute(
    db,
  );
  await sql`
    update message set from_address = null, from_name = '', recipients_to = '[]', recipients_cc = '[]', subject = '', text = '', reply_text = '',
      html = null, message_id = null
    where ticket_id = ${ids}`.execute(db);
  await sql`delete from participant where ticket_id = ${ids}`.execute(db);
  await sql`update ticket_event set data = without_free_text(data) where ticket_id = ${ids}`.execute(db);
  await sql`update approval set question = '', answer = null, answered_by = case when answered_by is null then null else ${nobody} end where ticket_id = ${ids}`.execute(
    db,
  );
  // Its link leads nowhere from now on, whoever has the page open.
  await sql`update survey set comment = null, expires_at = least(expires_at, desk_now()) where ticket_id = ${ids}`.execute(
    db,
  );
  await sql`update time_entry set text = '', message_id = null where ticket_id = ${ids}`.execute(db);
  await sql`update installed_change set text = '', message_id = null where ticket_id = ${ids}`.execute(db);
  await forgetSending(db, sql`ticket_id = ${ids}`, nobody);
  await sql`
    update ticket set subject = ${ERASED_SUBJECT}, erased_at = coalesce(erased_at, desk_now()) where id = ${ids}`.execute(
    db,
  );
  await sql`
    update ticket_search set words = words_to_find(concat_ws(' ', ref, number))
    from ticket left join imported_ticket on imported_ticket.ticket_id = ticket.id
    where ticket.id = ticket_search.ticket_id and ticket.id = ${ids}`.execute(db);
}

/** What was mailed and posted loses its bytes and those it went to; what has not left yet never will, but for what is leaving this moment. */
export async function forgetSending(db: Kysely<Schema>, isMeant: RawBuilder<unknown>, nobody: string): Promise<void> {
  const meant = sql`select id from outbox where ${isMeant} and not (state = 'sending' and lease_until > desk_now())`;
  await sql`
    update outbox_recipient set reply = null, state = case when state in ('queued', 'deferred') then 'cancelled' else state end,
      address = case when role in ('agent', 'ops') then outbox_recipient.address else numbered.place || '.' || ${nobody} end
    from (
      select outbox_id, address, row_number() over (partition by outbox_id order by address) as place
      from outbox_recipient where outbox_id in (${meant}) and address not like '%erased.invalid') as numbered
    where numbered.outbox_id = outbox_recipient.outbox_id and numbered.address = outbox_recipient.address`.execute(db);
  await sql`
    update outbox set bytes = '', last_error = null, refusals = '[]', evidence = null, owed_failures = null, next_at = null, lease_until = null,
      epoch = case when state = 'sending' then epoch + 1 else epoch end,
      state = case when state in ('sent', 'failed', 'cancelled') then state else 'cancelled' end
    where id in (${meant})`.execute(db);
  await sql`
    update webhook_delivery set payload = '', last_error = null, next_at = null,
      state = case when state = 'delivered' then state else 'dead' end
    where ${isMeant}`.execute(db);
}

/** The tickets that an erasure took the requester from. */
export function ticketsOfNobody({ code, id }: Pick<ErasureOrder, "code" | "id">): RawBuilder<unknown> {
  return sql`select ticket.id from ticket join requester on requester.id = requester_id where requester.address = ${erasedAddress(code, id)}`;
}
