import { type Kysely, sql } from "kysely";
import type { Direction, StoredFile, TicketStore } from "../../usecases/ports/ticket-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

// What came in an agent's name without proof must not stand there as a colleague's note.
const isProved = sql.raw(`not (direction = 'note' and author <> 'agent')`);

/** Old mail that was added to a ticket of this desk is not what came last. A ticket that an import opened has no other. */
const hasCome = (ticketId: number) => sql<boolean>`(
  (select true from imported_message where imported_message.message_id = message.id) is null
  or exists (select from imported_ticket where imported_ticket.ticket_id = ${ticketId}))`;

/** Among so many that were filed last is the one that came last: a mail may be filed after its own answer. */
const LATE = 20;

export async function listNewest(
  db: Kysely<Schema>,
  ticketId: number,
  { exceptInboundEmailId, limit, characters }: Parameters<TicketStore["listNewest"]>[1],
): ReturnType<TicketStore["listNewest"]> {
  const isShown = sql`ticket_id = ${ticketId} and inbound_email_id is distinct from ${exceptInboundEmailId} and ${isProved}`;
  const newest = await sql<{
    direction: Direction;
    from_address: string | null;
    from_name: string;
    text: string;
    sent_at: Date;
  }>`
    select * from (
      select id, direction, from_address, from_name, sent_at,
        left(case when reply_text = '' then text else reply_text end, ${characters}) as text
      from message where ${isShown} and ${hasCome(ticketId)} order by id desc limit ${limit}) as newest
    order by sent_at desc, id desc`.execute(db);
  const counted = await sql<{ count: number }>`select count(*) as count from message where ${isShown}`.execute(db);
  return {
    count: counted.rows[0]?.count ?? 0,
    newest: newest.rows.map((row) => ({
      direction: row.direction,
      from: row.from_address === null ? null : { address: row.from_address, name: row.from_name },
      text: row.text,
      sentAt: fromColumn(row.sent_at),
    })),
  };
}

export async function findSentAnswer(
  db: Kysely<Schema>,
  ticketId: number,
  answer: Parameters<TicketStore["findSentAnswer"]>[1],
): Promise<number | null> {
  const row = await db
    .selectFrom("message")
    .select("inbound_email_id")
    .where("ticket_id", "=", ticketId)
    .where("direction", "=", "outbound")
    .where("message_id", "=", storable(answer.messageId))
    .where("from_address", "=", storable(answer.from))
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.inbound_email_id ?? null;
}

export async function findWriter(db: Kysely<Schema>, messageRowId: number): ReturnType<TicketStore["findWriter"]> {
  const row = await db
    .selectFrom("message")
    .select(["author", "from_address as address", "inbound_email_id as inboundEmailId"])
    .where("id", "=", messageRowId)
    .executeTakeFirst();
  return row ?? null;
}

export async function readThread(
  db: Kysely<Schema>,
  ticketId: number,
  newest: number,
): ReturnType<TicketStore["readThread"]> {
  const question = await db
    .selectFrom((from) =>
      from
        .selectFrom("message")
        .select(["id", "message_id", "reply_text", "sent_at", "authentic", "inbound_email_id"])
        .where("ticket_id", "=", ticketId)
        .where("direction", "=", "inbound")
        .where("author", "=", "requester")
        .where(hasCome(ticketId))
        .orderBy("id", "desc")
        .limit(LATE)
        .as("filed_last"),
    )
    .selectAll()
    .orderBy("sent_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const named = sql`ticket_id = ${ticketId} and direction <> 'note' and message.message_id is not null and ${hasCome(ticketId)}`;
  // An answer is known to its readers by the id it went out under; the id of the agent's own mail names their server, and is nobody's matter.
  // One that another desk sent went out under its own.
  const ids = await sql<{ message_id: string | null }>`
    select case when author = 'agent' and not exists (select from imported_message where imported_message.message_id = one.id)
      then (select outbox.message_id from outbox
        where message_row_id = one.id and outbox.state <> 'cancelled' order by outbox.id desc limit 1)
      else one.message_id end as message_id
    from (
      (select id, sent_at, author, message_id from message where ${named} order by id limit 1)
      union (select id, sent_at, author, message_id from message where ${named} order by id desc limit ${newest})
    ) as one
    order by sent_at, id`.execute(db);
  return {
    messageIds: ids.rows.flatMap((row) => row.message_id ?? []),
    question: question
      ? {
          messageId: question.message_id,
          replyText: question.reply_text,
          sentAt: fromColumn(question.sent_at),
          authentic: question.authentic,
          attachments: await filesOf(db, question),
        }
      : null,
  };
}

async function filesOf(
  db: Kysely<Schema>,
  { id, inbound_email_id: inboundEmailId }: { id: number; inbound_email_id: number | null },
): Promise<StoredFile[]> {
  // What came by no mail has no bytes to be read again.
  if (inboundEmailId === null) return [];
  const files = db.selectFrom("attachment").select(["filename", "size", "sha256"]).where("message_id", "=", id);
  return (await files.orderBy("id").execute()).map((file) => ({ ...file, inboundEmailId }));
}
