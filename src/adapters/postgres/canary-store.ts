import { type Kysely, sql } from "kysely";
import type { CanaryStore, StoredCanary } from "../../usecases/ports/canary-store.ts";
import { LATENESS_BOUNDS } from "../../usecases/ports/measure-store.ts";
import { folderCanaries } from "./canary-mails.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

interface CanaryRow {
  id: number;
  comes_back: boolean;
  begun_at: Date;
  sent_at: Date | null;
  accepted_at: Date | null;
  ticket_at: Date | null;
  answer_sent_at: Date | null;
  answer_seen_at: Date | null;
  ended_at: Date | null;
}

/** So long it can be seen how canaries went. */
const KEPT_DAYS = 7;

export function createCanaryStore(db: Kysely<Schema>): CanaryStore {
  return {
    async lock(mailboxId) {
      const result = await sql<{ locked: boolean }>`
        select pg_try_advisory_xact_lock(hashtext('svartid canary'), ${mailboxId}) as locked`.execute(db);
      return result.rows[0]?.locked ?? false;
    },

    async findNewest(mailboxId) {
      const result = await sql<CanaryRow>`
        select c.id, c.comes_back, c.begun_at, c.accepted_at, c.ticket_at, c.answer_seen_at, c.ended_at,
          coalesce(c.sent_at, q.sent_at) as sent_at, coalesce(c.answer_sent_at, a.sent_at) as answer_sent_at
        from canary c left join outbox q on q.id = c.question_outbox_id left join outbox a on a.id = c.answer_outbox_id
        where c.mailbox_id = ${mailboxId} order by c.id desc limit 1`.execute(db);
      return result.rows[0] === undefined ? null : toCanary(result.rows[0]);
    },

    async begin({ mailboxId, comesBack, outboxId }) {
      await sql`insert into canary (mailbox_id, comes_back, question_outbox_id)
        values (${mailboxId}, ${comesBack}, ${outboxId})`.execute(db);
    },

    async lockExpected(outboxId, mailboxId) {
      const result = await sql<{ id: number; mail: "question" | "answer" }>`
        select id, case when question_outbox_id = ${outboxId} then 'question' else 'answer' end as mail from canary
        where mailbox_id = ${mailboxId} and (question_outbox_id = ${outboxId} and accepted_at is null
          or answer_outbox_id = ${outboxId} and comes_back and answer_seen_at is null)
        for update`.execute(db);
      return result.rows[0] ?? null;
    },

    async recordTicket(id, { inboundEmailId, ticketAt, answerOutboxId }) {
      await sql`update canary set ticket_at = ${toColumn(ticketAt)}, answer_outbox_id = ${answerOutboxId},
          accepted_at = (select accepted_at from inbound_email where id = ${inboundEmailId}) where id = ${id}`.execute(
        db,
      );
      await keepMail(db, id, inboundEmailId);
    },

    async recordAnswer(id, inboundEmailId) {
      await sql`update canary set answer_seen_at = (select accepted_at from inbound_email where id = ${inboundEmailId})
        where id = ${id}`.execute(db);
      await keepMail(db, id, inboundEmailId);
    },

    async end(id, arrived, legs) {
      await sql`
        update canary c set ended_at = desk_now(), arrived = ${arrived},
          sent_at = coalesce(c.sent_at, q.sent_at), answer_sent_at = coalesce(c.answer_sent_at, a.sent_at),
          why = case when ${arrived} then null else coalesce(a.last_error, q.last_error) end
        from canary self left join outbox q on q.id = self.question_outbox_id left join outbox a on a.id = self.answer_outbox_id
        where self.id = c.id and c.id = ${id}`.execute(db);
      // One that a server has in hand is left to its sender.
      await sql`update outbox set state = 'cancelled', next_at = null
        where id in (select unnest(array[question_outbox_id, answer_outbox_id]) from canary where id = ${id})
          and state in ('queued', 'deferred', 'held', 'uncertain')`.execute(db);
      for (const [leg, milliseconds] of Object.entries(legs)) await count(db, leg, milliseconds);
    },

    async abandon() {
      await sql`update canary set ended_at = desk_now(), arrived = false where ended_at is null`.execute(db);
    },

    async tidy(mailboxIds) {
      const ended = sql`select unnest(array[question_outbox_id, answer_outbox_id]) from canary where ended_at is not null`;
      // The same rows for both statements, whatever ends or is sent between them.
      const { rows: done } = await sql<{ id: number }>`
        select id from outbox where class = 'canary' and state <> 'sending' and id in (${ended}) order by id for update`.execute(
        db,
      );
      const ids = done.map(({ id }) => id);
      await sql`delete from outbox_recipient where outbox_id = any(${ids})`.execute(db);
      await sql`delete from outbox where id = any(${ids})`.execute(db);
      await folderCanaries(db).forgetOutsideMailboxes(mailboxIds);
      await sql`delete from canary c where ended_at < desk_now() - make_interval(days => ${KEPT_DAYS})
        and not exists (select from canary_mail m where m.canary_id = c.id)
        and exists (select from canary later where later.mailbox_id = c.mailbox_id and later.id > c.id and later.arrived)`.execute(
        db,
      );
    },

    ...folderCanaries(db).store,
  };
}

/** As the firing of clocks is counted: the word of a bucket, and the sum. */
async function count(db: Kysely<Schema>, leg: string, milliseconds: number): Promise<void> {
  const bound = LATENESS_BOUNDS.find((seconds) => milliseconds <= seconds * 1000) ?? "more";
  await sql`insert into tally (name, word, change) values
    (${`canary ${leg}`}, ${String(bound)}, 1),
    (${`canary ${leg} milliseconds`}, 'all', ${Math.round(milliseconds)})`.execute(db);
}

async function keepMail(db: Kysely<Schema>, id: number, inboundEmailId: number): Promise<void> {
  await sql`insert into canary_mail (inbound_email_id, canary_id) values (${inboundEmailId}, ${id})`.execute(db);
}

function toCanary(row: CanaryRow): StoredCanary {
  return {
    id: row.id,
    isOpen: row.ended_at === null,
    comesBack: row.comes_back,
    begunAt: fromColumn(row.begun_at),
    reachedAt: {
      sent: fromColumn(row.sent_at),
      accepted: fromColumn(row.accepted_at),
      ticket: fromColumn(row.ticket_at),
      "answer-sent": fromColumn(row.answer_sent_at),
      "answer-seen": fromColumn(row.answer_seen_at),
    },
  };
}
