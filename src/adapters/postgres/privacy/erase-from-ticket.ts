import { type Kysely, type RawBuilder, sql } from "kysely";
import { erasedAddress } from "../../../domain/privacy/erased-address.ts";
import type { ErasureOrder } from "../../../usecases/ports/erasure-store.ts";
import { toColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { clearPayloads } from "./clear-payloads.ts";
import { forgetInbound } from "./forget-inbound.ts";
import { isAddress } from "./is-address.ts";
import { mailsOfTickets } from "./mails-of-tickets.ts";
import { openDoor } from "./open-door.ts";
import { withoutWords } from "./without-words.ts";

/** On a ticket of somebody else: the person's own mails go, and their address and names out of everything else that was there by then. */
export async function eraseFromTicket(db: Kysely<Schema>, order: ErasureOrder, ticketId: number): Promise<void> {
  await openDoor(db);
  const { person, code, id, at } = order;
  const nobody = erasedAddress(code, id);
  const until = toColumn(at);
  await sql`select id from ticket where id = ${ticketId} for no key update`.execute(db);
  await forgetOwn(db, order, ticketId);
  const redact = (table: string, columns: Parameters<typeof withoutWords>[2], where: RawBuilder<unknown>) =>
    withoutWords(db, table, columns, { patterns: order.patterns, where });
  const here = (column: string) => sql`ticket_id = ${ticketId} and ${sql.ref(column)} <= ${until}`;
  const words = ["from_address", "from_name", "subject", "text", "reply_text", "html"] as const;
  await redact("message", { text: words, json: ["recipients_to", "recipients_cc"] }, here("sent_at"));
  await redact(
    "attachment",
    { text: ["filename"] },
    sql`message_id in (select id from message where ${here("sent_at")})`,
  );
  await redact("ticket", { text: ["subject"] }, sql`id = ${ticketId} and opened_at <= ${until}`);
  await redact("ticket_event", { json: ["data"] }, here("at"));
  await redact("approval", { text: ["question", "answer"] }, here("asked_at"));
  await sql`update approval set answered_by = ${nobody}, answer = null where ${here("asked_at")} and ${isAddress("answered_by", person.address)}`.execute(
    db,
  );
  await redact("survey", { text: ["comment"] }, here("asked_at"));
  await redact("time_entry", { text: ["text"] }, here("at"));
  await redact("installed_change", { text: ["text"] }, here("at"));
  await redact(
    "inbound_email",
    { text: ["subject", "last_error"], json: ["stated"] },
    sql`id in (${mailsOfTickets([ticketId])}) and coalesce(internal_date, accepted_at) <= ${until}`,
  );
  await redact("filing", { json: ["reasons", "facts"] }, sql`ticket_id = ${ticketId}`);
  await sql`delete from participant where ${here("added_at")} and ${isAddress("address", person.address)}`.execute(db);
  await forgetSent(db, order, sql`ticket_id = ${ticketId}`);
  await sql`
    update webhook_delivery set payload = '', last_error = null
    where ${here("created_at")} and state in ('delivered', 'dead')`.execute(db);
  await clearPayloads(db, order, here("created_at"));
  await sql`
    update ticket_search set words = words_to_find(concat_ws(' ', ref, requester.address, requester.name, subject, number))
    from ticket join requester on requester.id = requester_id left join imported_ticket on imported_ticket.ticket_id = ticket.id
    where ticket.id = ticket_search.ticket_id and ticket.id = ${ticketId}`.execute(db);
}

async function forgetOwn(db: Kysely<Schema>, { person, at }: ErasureOrder, ticketId: number): Promise<void> {
  const own = sql`message.ticket_id = ${ticketId} and ${isAddress("from_address", person.address)} and author <> 'agent' and sent_at <= ${toColumn(at)}`;
  await forgetInbound(
    db,
    sql`select inbound_email_id from message where ${own} and inbound_email_id is not null
      union select inbound_email_id from filing join inbound_email on inbound_email.id = inbound_email_id
        where ticket_id = ${ticketId} and ${isAddress("sender_address", person.address)} and coalesce(internal_date, accepted_at) <= ${toColumn(at)}`,
  );
  await sql`update attachment set filename = '', sha256 = '' from message where message.id = attachment.message_id and ${own}`.execute(
    db,
  );
  await sql`
    update message set from_address = null, from_name = '', recipients_to = '[]', recipients_cc = '[]', subject = '', text = '', reply_text = '',
      html = null, message_id = null
    where ${own}`.execute(db);
}

/**
 * Mails that have had their end lose their bytes, which quote whatever was said; what was sent to the person, their address too. One that has not had it
 * keeps both, and the erasure goes on until it has. To the person alone, it never leaves.
 */
export async function forgetSent(db: Kysely<Schema>, order: ErasureOrder, isMeant: RawBuilder<unknown>): Promise<void> {
  const { person, code, id, at } = order;
  const isTheirs = sql`${isAddress("outbox_recipient.address", person.address)} and role not in ('agent', 'ops')`;
  const toThemAlone = sql`
    exists (select from outbox_recipient where outbox_id = outbox.id and ${isTheirs})
    and not exists (select from outbox_recipient where outbox_id = outbox.id and not (${isTheirs}))
    and not (state = 'sending' and lease_until > desk_now())`;
  await sql`
    update outbox set state = 'cancelled', next_at = null, lease_until = null, epoch = epoch + 1
    where ${isMeant} and created_at <= ${toColumn(at)} and state not in ('sent', 'failed', 'cancelled') and ${toThemAlone}`.execute(
    db,
  );
  const ended = sql`select id from outbox where ${isMeant} and created_at <= ${toColumn(at)} and state in ('sent', 'failed', 'cancelled')`;
  await sql`
    update outbox_recipient set address = ${erasedAddress(code, id)}, reply = null,
      state = case when state in ('queued', 'deferred') then 'cancelled' else state end
    where outbox_id in (${ended}) and ${isTheirs}`.execute(db);
  await withoutWords(
    db,
    "outbox_recipient",
    { text: ["reply"] },
    { patterns: order.patterns, where: sql`outbox_id in (${ended})` },
  );
  await sql`
    update outbox set bytes = '', last_error = null, refusals = '[]', evidence = null, owed_failures = null where id in (${ended})`.execute(
    db,
  );
}
