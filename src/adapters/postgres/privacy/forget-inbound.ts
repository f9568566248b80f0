import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../schema.ts";

/**
 * Takes the bytes and every word out of inbound emails. That they came, where they were seen and what was decided stays, with the hashes by which
 * the same mail is known again. One in quarantine is no more to be read: it counts as filed to nothing.
 */
export async function forgetInbound(db: Kysely<Schema>, ids: RawBuilder<unknown>): Promise<void> {
  await sql`update raw_mail set bytes = '' where sha256 in (select sha256 from inbound_email where id in (${ids}))`.execute(
    db,
  );
  await sql`
    update filing set reasons = '["erased"]', facts = jsonb_build_object('authentic', coalesce(facts -> 'authentic', 'false'))
    where inbound_email_id in (${ids})`.execute(db);
  await sql`
    with put_aside as (select id from inbound_email where id in (${ids}) and state = 'quarantined' for update)
    insert into filing (inbound_email_id, decision, reasons, facts, kind)
    select id, 'recorded', '["erased"]', '{"authentic": false}', 'unreadable' from put_aside`.execute(db);
  await sql`delete from awaited_mail where inbound_email_id in (${ids})`.execute(db);
  await sql`
    update inbound_email set message_id = null, sender_address = null, subject = null, last_error = null, not_before = null,
      stated = case when stated is null then null else '{}'::jsonb end, state = case when state = 'quarantined' then 'filed' else state end
    where id in (${ids})`.execute(db);
}
