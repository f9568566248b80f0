import { type Kysely, type Selectable, sql } from "kysely";
import type { Message, NewMessage } from "../../usecases/ports/ticket-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

export async function nextMessageId(db: Kysely<Schema>): Promise<number> {
  const result = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('message', 'id')) as id`.execute(db);
  return result.rows[0]?.id ?? Promise.reject(new Error("the sequence gave no id"));
}

const insertMessage = prepare((db, row: ReturnType<typeof messageColumns>) =>
  db.insertInto("message").values({ ...row }),
);

// One statement for the message and its attachments, so that nothing has to wait for its id.
export async function addMessage(db: Kysely<Schema>, message: NewMessage & { id?: number }): Promise<void> {
  const { attachments } = message;
  if (attachments.length === 0) {
    await insertMessage(db, messageColumns(message));
    return;
  }
  await db
    .with("kept", (query) => query.insertInto("message").values(messageColumns(message)).returning("id"))
    .insertInto("attachment")
    .values((value) =>
      attachments.map((part) => ({
        message_id: value.selectFrom("kept").select("kept.id"),
        filename: storable(part.filename),
        content_type: storable(part.contentType),
        size: part.size,
        sha256: part.sha256,
        inline: part.inline,
      })),
    )
    .execute();
}

function messageColumns(message: NewMessage & { id?: number }) {
  return {
    ...(message.id === undefined ? {} : { id: message.id }),
    ticket_id: message.ticketId,
    direction: message.direction,
    author: message.author,
    kind: message.kind,
    from_address: storable(message.from?.address ?? null),
    from_name: storable(message.from?.name ?? ""),
    recipients_to: storableJson(message.to),
    recipients_cc: storableJson(message.cc),
    subject: storable(message.subject),
    text: storable(message.text),
    reply_text: storable(message.replyText),
    html: storable(message.html),
    message_id: storable(message.messageId),
    inbound_email_id: message.inboundEmailId,
    authentic: message.authentic,
    sent_at: toColumn(message.sentAt),
  };
}

/** Whoever gives one Message-ID to many mails makes one look no longer than this. */
const MOST_OF_ID = 5;

export async function findByMessageIds(
  db: Kysely<Schema>,
  asked: readonly string[],
  sender: string,
): Promise<{ messageId: string; ticketId: number }[]> {
  // As they were stored: an id with U+0000 in it may be asked for, too.
  const messageIds = asked.map((id) => storable(id));
  if (messageIds.length === 0) return [];
  const result = await sql<{ message_id: string; ticket_id: number | null }>`
    select message_id, ticket_id from (
      select message_id, ticket_id, row_number() over (partition by message_id order by not takes_part, ticket_id) as place
      from (
        select distinct message_id, ticket_id, exists (
          select from participant
          where participant.ticket_id = message.ticket_id and address = ${storable(sender)} and state <> 'pending') as takes_part
        from message where message_id = any(${messageIds})) as held) as placed
    where place <= ${MOST_OF_ID}
    union
    select message_id, ticket_id from outbox where message_id = any(${messageIds})`.execute(db);
  const order = new Map(messageIds.map((id, index) => [id, index]));
  return result.rows
    .flatMap((row) => (row.ticket_id === null ? [] : [{ messageId: row.message_id, ticketId: row.ticket_id }]))
    .sort((a, b) => (order.get(a.messageId) ?? 0) - (order.get(b.messageId) ?? 0) || a.ticketId - b.ticketId);
}

export async function listMessagesOf(
  db: Kysely<Schema>,
  ticketIds: readonly number[],
): Promise<Map<number, Message[]>> {
  const ofTickets = sql<number>`any(${ticketIds}::bigint[])`;
  const rows = await db
    .selectFrom("message")
    .leftJoin("outbox", (join) =>
      join.onRef("outbox.message_row_id", "=", "message.id").on("outbox.class", "=", "reply"),
    )
    .selectAll("message")
    .select("outbox.state as delivery")
    .where("message.ticket_id", "=", ofTickets)
    .orderBy("message.sent_at")
    .orderBy("message.id")
    .execute();
  const attachments = await db
    .selectFrom("attachment")
    .innerJoin("message", "message.id", "attachment.message_id")
    .selectAll("attachment")
    .where("message.ticket_id", "=", ofTickets)
    .orderBy("attachment.id")
    .execute();
  const parts = new Map<number, (typeof attachments)[number][]>(rows.map(({ id }) => [id, []]));
  for (const part of attachments) parts.get(part.message_id)?.push(part);
  const found = new Map<number, Message[]>(ticketIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.ticket_id)?.push(toMessage(row, parts.get(row.id) ?? []));
  return found;
}

type MessageRow = Selectable<Schema["message"]> & { delivery: Message["delivery"] };

function toMessage(row: MessageRow, attachments: readonly Selectable<Schema["attachment"]>[]): Message {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    direction: row.direction,
    author: row.author,
    kind: row.kind,
    from: row.from_address === null ? null : { address: row.from_address, name: row.from_name },
    to: row.recipients_to,
    cc: row.recipients_cc,
    subject: row.subject,
    text: row.text,
    replyText: row.reply_text,
    html: row.html,
    messageId: row.message_id,
    inboundEmailId: row.inbound_email_id,
    authentic: row.authentic,
    sentAt: fromColumn(row.sent_at),
    delivery: row.delivery,
    attachments: attachments.map((part) => ({
      filename: part.filename,
      contentType: part.content_type,
      size: part.size,
      sha256: part.sha256,
      inline: part.inline,
    })),
  };
}
