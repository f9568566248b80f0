import { type Kysely, type Selectable, sql } from "kysely";
import type { Survey, SurveyScore, SurveyStore } from "../../usecases/ports/survey-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

export function createSurveyStore(db: Kysely<Schema>): SurveyStore {
  return {
    async lockUnasked({ after, before }, limit) {
      const result = await sql<{ id: number }>`
        select t.id from ticket t
        where t.state in ('resolved', 'closed') and t.merged_into_id is null and t.erased_at is null
          and coalesce(t.closed_at, t.resolved_at) > ${toColumn(after)}
          and coalesce(t.closed_at, t.resolved_at) <= ${toColumn(before)}
          and not exists (select from survey s where s.ticket_id = t.id)
          and exists (select from message m where m.ticket_id = t.id and m.direction = 'outbound' and m.author = 'agent'
            and not exists (select from imported_message i where i.message_id = m.id))
          and (select m.kind from message m where m.ticket_id = t.id order by m.id limit 1) = 'person'
          and not exists (
            select from ticket_event e where e.ticket_id = t.id and e.type = 'acknowledgement-withheld')
        order by coalesce(t.closed_at, t.resolved_at) limit ${limit} for no key update of t skip locked`.execute(db);
      return result.rows.map(({ id }) => id);
    },

    async insert({ ticketId, tokenSha256, expiresAt }) {
      const result = await db
        .insertInto("survey")
        .values({ ticket_id: ticketId, token_sha256: tokenSha256, expires_at: toColumn(expiresAt) })
        .onConflict((conflict) => conflict.column("ticket_id").doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    findByToken: async (tokenSha256) =>
      one(await db.selectFrom("survey").selectAll().where("token_sha256", "=", tokenSha256).executeTakeFirst()),
    findOfTicket: async (ticketId) =>
      one(await db.selectFrom("survey").selectAll().where("ticket_id", "=", ticketId).executeTakeFirst()),

    // One statement decides: of two answers at once the second finds nothing to change.
    async answer(ticketId, { score, comment }) {
      const result = await sql`
        update survey set score = ${score}, comment = ${storable(comment)}, answered_at = desk_now()
        where ticket_id = ${ticketId} and answered_at is null and expires_at > desk_now()`.execute(db);
      return result.numAffectedRows === 1n;
    },
  };
}

function one(row: Selectable<Schema["survey"]> | undefined): Survey | null {
  if (row === undefined) return null;
  const { ticket_id: ticketId, score, comment, answered_at: answeredAt } = row;
  const answer =
    score === null || answeredAt === null
      ? null
      : { score: score as SurveyScore, comment: comment ?? "", at: fromColumn(answeredAt) };
  return { ticketId, askedAt: fromColumn(row.asked_at), expiresAt: fromColumn(row.expires_at), answer };
}
