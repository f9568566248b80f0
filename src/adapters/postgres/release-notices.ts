import { type Kysely, sql } from "kysely";
import type { Instant } from "../../domain/time/instant.ts";
import type { NoticeDelivery, ReleaseStore, StoredNotice } from "../../usecases/ports/release-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storableJson } from "./storable.ts";

/** One statement for all notices: thousands of rows are one round trip. */
export async function publishRelease(
  db: Kysely<Schema>,
  id: number,
  { organisations, notices }: Parameters<ReleaseStore["publish"]>[1],
  at: Instant,
): Promise<void> {
  await db
    .updateTable("release")
    .set({ published_at: toColumn(at) })
    .where("id", "=", id)
    .execute();
  await sql`
    insert into release_organisation (release_id, organisation, hosting, reason)
    select ${id}, organisation, hosting, reason
    from jsonb_to_recordset(${storableJson(organisations)}::jsonb) as one (organisation text, hosting text, reason text)`.execute(
    db,
  );
  await sql`
    insert into release_recipient (release_id, address, language, organisations, reported, left_out)
    select ${id}, address, language, organisations, reported, "leftOut"
    from jsonb_to_recordset(${storableJson(notices)}::jsonb)
      as one (address text, language text, organisations jsonb, reported jsonb, "leftOut" text)`.execute(db);
}

/** Of a release, those that nobody else holds. */
export async function lockUntold(db: Kysely<Schema>, id: number, limit: number): Promise<StoredNotice[]> {
  return await db
    .selectFrom("release_recipient")
    .select(["id", "address", "language", "organisations", "reported"])
    .where("release_id", "=", id)
    .where("outbox_id", "is", null)
    .where("left_out", "is", null)
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** Their ids follow the order of their addresses. */
export async function listDeliveries(
  db: Kysely<Schema>,
  id: number,
  page: { readonly limit?: number; readonly afterId?: number } = {},
): Promise<NoticeDelivery[]> {
  let query = db
    .selectFrom("release_recipient as notice")
    .leftJoin("outbox", "outbox.id", "notice.outbox_id")
    .leftJoin("outbox_recipient as recipient", "recipient.outbox_id", "notice.outbox_id")
    .select([
      "notice.id",
      "notice.address",
      "notice.language",
      "notice.organisations",
      "notice.reported",
      "notice.left_out",
      "notice.outbox_id",
      "outbox.state",
      "outbox.message_id",
      "outbox.last_error",
      "outbox.sent_at",
      "recipient.state as recipient_state",
      "recipient.reply",
      "recipient.delivered_at",
    ])
    .where("notice.release_id", "=", id)
    .where("notice.id", ">", page.afterId ?? 0)
    .orderBy("notice.id");
  if (page.limit !== undefined) query = query.limit(page.limit);
  return (await query.execute()).map((row) => ({
    id: row.id,
    address: row.address,
    language: row.language,
    organisations: row.organisations,
    reported: row.reported,
    leftOut: row.left_out,
    outboxId: row.outbox_id,
    messageId: row.message_id,
    reply: row.reply ?? row.last_error,
    sentAt: fromColumn(row.sent_at),
    deliveredAt: fromColumn(row.delivered_at),
    mail:
      row.state === null || row.recipient_state === null
        ? null
        : { state: row.state, recipient: row.recipient_state, isDelivered: row.delivered_at !== null },
  }));
}
