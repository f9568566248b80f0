import { type RawBuilder, sql } from "kysely";

/** The ids of inbound emails on these tickets, and of the same mails as they came by other ways: duplicates are on no ticket. */
export function mailsOfTickets(ticketIds: readonly number[]): RawBuilder<unknown> {
  const ids = sql`any(${ticketIds}::bigint[])`;
  const onThem = sql`
    select inbound_email_id from filing where ticket_id = ${ids} union select inbound_email_id from message where ticket_id = ${ids}`;
  return sql`${onThem} union select inbound_email_id from filing where duplicate_of in (${onThem})`;
}
