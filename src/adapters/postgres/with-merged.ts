import { sql } from "kysely";

/** The ticket and all that were merged into it: their mails land there. */
export function withMerged(ticketId: number) {
  return sql<number>`(
    with recursive merged (id) as (
      select ${ticketId}::bigint
      union select ticket.id from ticket join merged on ticket.merged_into_id = merged.id
    )
    select id from merged)`;
}
