import { type RawBuilder, sql } from "kysely";
import type { PersonSection } from "../../../usecases/ports/person-store.ts";
import { isAddress, STATED_ADDRESS } from "./is-address.ts";

/**
 * A query for each section. On a ticket of their own the person gets what they wrote, what was written to them and what was noted of them; of
 * others who wrote there it is only told that they did. Of somebody else's ticket they get their own words, and where they are `named` only that they are. Colleagues at the desk are no names here.
 */
export function sectionQueries(
  address: string,
  named: readonly number[],
): Readonly<Record<PersonSection, RawBuilder<unknown>>> {
  const own = sql`(select ticket.id from ticket join requester on requester.id = requester_id where ${isAddress("requester.address", address)})`;
  const isTheirs = sql`${isAddress("from_address", address)} and author <> 'agent'`;
  const isTold = sql`(${isTheirs} or ticket_id in ${own} and direction <> 'inbound')`;
  const refOf = (table: string) =>
    sql`(select ref from ticket where ticket.id = ${sql.ref(`${table}.ticket_id`)}) as ticket`;
  const ofOwn = (table: string) => sql`${sql.ref(`${table}.ticket_id`)} in ${own}`;
  return {
    person: sql`select address, name, language, created_at from requester where ${isAddress("address", address)}`,
    tickets: sql`
      select ref, subject, state, level, organisation, service, activity, coverage, language, opened_at, resolved_at, closed_at, former_number
      from ticket left join (select ticket_id, number as former_number from imported_ticket) as former on former.ticket_id = ticket.id
      where ticket.id in ${own} order by ticket.id`,
    messages: sql`
      select ${refOf("message")}, message.id, direction, case when ${isTheirs} then 'you' when author in ('agent', 'desk') then author else 'somebody else' end as author,
        case when ${isTold} then subject end as subject, case when ${isTold} then text end as text, sent_at, inbound_email_id as mail
      from message where ${ofOwn("message")} or ${isTheirs} order by message.id`,
    attachments: sql`
      select ${refOf("message")}, message.id as message, filename, content_type, size
      from attachment join message on message.id = attachment.message_id where ${isTold} order by attachment.id`,
    events: sql`
      select ${refOf("ticket_event")}, at, type, split_part(actor, ':', 1) as actor from ticket_event where ${ofOwn("ticket_event")} order by id`,
    promises: sql`
      select ${refOf("sla_clock")}, kind, level, state, started_at, deadline_at, met_at, breached_at from sla_clock where ${ofOwn("sla_clock")} order by id`,
    questions: sql`
      select ${refOf("approval")}, asked, question, asked_at, outcome, answered_at, case when ${isAddress("answered_by", address)} then answer end as answer
      from approval where ${ofOwn("approval")} or ${isAddress("answered_by", address)} order by id`,
    surveys: sql`select ${refOf("survey")}, asked_at, answered_at, score, comment from survey where ${ofOwn("survey")} order by asked_at`,
    time: sql`select ${refOf("time_entry")}, at, minutes, cause, billable, text from time_entry where ${ofOwn("time_entry")} order by id`,
    changes: sql`select ${refOf("installed_change")}, at, module, version, text from installed_change where ${ofOwn("installed_change")} order by id`,
    takes_part: sql`
      select ${refOf("participant")}, state, added_at from participant where ${isAddress("address", address)} and not ${ofOwn("participant")} order by added_at`,
    named_on: sql`
      select ref as ticket, opened_at from ticket where id = any(${named}::bigint[])
        and not exists (select from participant where participant.ticket_id = ticket.id and ${isAddress("participant.address", address)}) order by id`,
    mails_received: sql`
      select id, channel, state, (select decision from filing where inbound_email_id = inbound_email.id) as decision, subject, message_id,
        coalesce(internal_date, accepted_at) as received_at
      from inbound_email where ${isAddress("sender_address", address)} or ${isAddress(STATED_ADDRESS, address)} order by id`,
    mails_sent: sql`
      select outbox.id, ${refOf("outbox")}, class, outbox.state, outbox_recipient.state as delivery, outbox_recipient.reply as answer_of_server, created_at,
        outbox.sent_at
      from outbox join outbox_recipient on outbox_id = outbox.id
      where ${isAddress("address", address)} and role not in ('agent', 'ops') order by outbox.id`,
    posted: sql`
      select ${refOf("webhook_delivery")}, webhook, event, state, created_at, delivered_at from webhook_delivery where ${ofOwn("webhook_delivery")} order by id`,
    notices: sql`
      select module, version, language, release_recipient.left_out, release.published_at
      from release_recipient join release on release.id = release_id where ${isAddress("address", address)} order by release_recipient.id`,
    contact_of: sql`
      select id as organisation, changed_at from organisation
      where exists (select from jsonb_array_elements_text(document -> 'contacts') as contact where ${isAddress("contact", address)}) order by id`,
    suppression: sql`select why, added_at from suppression where ${isAddress("address", address)}`,
    automatic_answers: sql`select at from automatic_answer where ${isAddress("address", address)} order by id`,
  };
}
