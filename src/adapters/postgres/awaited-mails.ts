import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Instant } from "../../domain/time/instant.ts";
import type { NamingMail, TicketStore, VainLook } from "../../usecases/ports/ticket-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

/** Whoever floods a Message-ID with mails that name it makes one look no longer than this. */
const MOST_NAMING = 20;
const HASH_BYTES = 16;

export async function awaitMails(
  db: Kysely<Schema>,
  { inboundEmailId, messageIds }: Parameters<TicketStore["awaitMails"]>[0],
): Promise<void> {
  await sql`
    insert into awaited_mail (mail, inbound_email_id)
    select unnest(${messageIds.map(hash)}::bytea[]), ${inboundEmailId}::bigint on conflict do nothing`.execute(db);
}

export async function listNaming(
  db: Kysely<Schema>,
  { messageIds, sender, first }: Parameters<TicketStore["listNaming"]>[0],
): Promise<NamingMail[]> {
  const inOrder = first === "oldest" ? sql`sent_at` : sql`sent_at desc`;
  const { rows } = await sql<{
    inboundEmailId: number;
    ticketId: number;
    from: string | null;
    authentic: boolean;
    sent_at: Date;
  }>`
    select message.inbound_email_id as "inboundEmailId", message.ticket_id as "ticketId", from_address as from, authentic, sent_at
    from message
    where inbound_email_id in (select inbound_email_id from awaited_mail where mail = any(${messageIds.map(hash)}::bytea[]))
    order by from_address is not distinct from ${sender} desc, authentic desc, ${inOrder}, message.id limit ${MOST_NAMING}`.execute(
    db,
  );
  return rows.map(({ sent_at, ...row }) => ({ ...row, receivedAt: fromColumn(sent_at) }));
}

export async function isFoundByNow(db: Kysely<Schema>, look: VainLook): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from awaited_mail join message on message.inbound_email_id = awaited_mail.inbound_email_id
      where mail = any(${look.messageIds.map(hash)}::bytea[])
        and message.inbound_email_id <> all(${look.namingIds}::bigint[])
    ) or exists (
      select from awaited_mail join message on message.inbound_email_id = awaited_mail.inbound_email_id
      join unnest(${look.sharing.map((one) => hash(one.messageId))}::bytea[], ${look.sharing.map((one) => storable(one.sender))}::text[]) as looked (named, sender)
        on mail = named and from_address = sender
      where authentic
        and message.inbound_email_id <> all(${look.namingIds}::bigint[]) and message.inbound_email_id <> all(${look.inboundEmailIds}::bigint[])
    ) or exists (
      select from message
      where message_id = any(${look.unknownIds.map(storable)}::text[]) and inbound_email_id <> all(${look.inboundEmailIds}::bigint[])
    ) as found`.execute(db);
  return rows[0]?.found ?? false;
}

export async function dropAwaited(db: Kysely<Schema>, before: Instant, limit: number): Promise<number> {
  const result = await sql`
    delete from awaited_mail where ctid in (
      select ctid from awaited_mail where named_at < ${toColumn(before)} limit ${limit})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

// As long as it must be to meet no other by chance or by design, whatever the length of the id.
function hash(messageId: string): Buffer {
  return createHash("sha256").update(messageId).digest().subarray(0, HASH_BYTES);
}
