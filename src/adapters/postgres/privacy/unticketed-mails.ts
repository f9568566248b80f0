import { sql } from "kysely";

/** The ids of inbound emails that are on no ticket: automatic ones, reports, duplicates, those in quarantine, those still to be filed. */
export const UNTICKETED_MAILS = sql`
  select inbound_email_id from filing where ticket_id is null
  union all select id from inbound_email where state = 'quarantined' union all select id from inbound_email where state = 'accepted'`;

/** The same of one inbound email that is not to be filed any more: asked row by row, it reads no list of them all. */
export const IS_UNTICKETED = sql`
  (state = 'quarantined' or exists (select from filing where inbound_email_id = inbound_email.id and ticket_id is null))`;
