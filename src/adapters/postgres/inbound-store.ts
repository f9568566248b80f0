import { type Kysely, sql } from "kysely";
import type { ClaimedInboundEmail, Filing, InboundListing, InboundStore } from "../../usecases/ports/inbound-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createInboundStore(db: Kysely<Schema>): InboundStore {
  return {
    claim: (limit, seconds) => claim(db, limit, seconds),

    async lockAccepted(id) {
      const row = await db
        .selectFrom("inbound_email")
        .select("state")
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst();
      return row?.state === "accepted";
    },

    findDuplicate: (mailboxId, fingerprint, exceptId) => findDuplicate(db, mailboxId, fingerprint, exceptId),
    recordFiling: (filing) => recordFiling(db, filing),

    async quarantine(id, why, headers) {
      await db
        .updateTable("inbound_email")
        .set({ state: "quarantined", claimed_until: null, last_error: why, ...headerColumns(headers) })
        .where("id", "=", id)
        .where("state", "=", "accepted")
        .execute();
    },

    async release(id, error, seconds) {
      await db
        .updateTable("inbound_email")
        .set({ claimed_until: sql<Date>`desk_now() + make_interval(secs => ${seconds})`, last_error: error })
        .where("id", "=", id)
        .where("state", "=", "accepted")
        .execute();
    },

    async retry(id) {
      const result = await db
        .updateTable("inbound_email")
        .set({ state: "accepted", attempts: 0, claimed_until: null, last_error: null })
        .where("id", "=", id)
        .where("state", "=", "quarantined")
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    list: (filter) => list(db, filter),

    async readBytes(id) {
      const row = await db
        .selectFrom("inbound_email")
        .innerJoin("raw_mail", "raw_mail.sha256", "inbound_email.sha256")
        .select("raw_mail.bytes")
        .where("inbound_email.id", "=", id)
        .executeTakeFirst();
      return row?.bytes ?? null;
    },

    async countToFile() {
      const row = await db
        .selectFrom("inbound_email")
        .select((q) => q.fn.countAll<number>().as("count"))
        .where("state", "=", "accepted")
        .executeTakeFirstOrThrow();
      return row.count;
    },
  };
}

// The attempt is counted and committed before anybody looks at the bytes, so that a mail which kills its reader is noticed.
async function claim(db: Kysely<Schema>, limit: number, seconds: number): Promise<ClaimedInboundEmail[]> {
  const result = await sql<{
    id: number;
    mailbox_id: number;
    mailbox_name: string;
    channel: ClaimedInboundEmail["channel"];
    bytes: Uint8Array;
    sha256: string;
    attempts: number;
    internal_date: Date | null;
    accepted_at: Date;
  }>`
    with claimed as (
      update inbound_email
      set attempts = attempts + 1, claimed_until = desk_now() + make_interval(secs => ${seconds})
      where id in (
        select id from inbound_email
        where state = 'accepted' and (claimed_until is null or claimed_until < desk_now())
        order by id limit ${limit}
        for update skip locked
      )
      returning *
    )
    select claimed.*, mailbox.name as mailbox_name, raw_mail.bytes
    from claimed
    join mailbox on mailbox.id = claimed.mailbox_id
    join raw_mail on raw_mail.sha256 = claimed.sha256
    order by claimed.id`.execute(db);
  return result.rows.map((row) => ({
    id: row.id,
    mailboxId: row.mailbox_id,
    mailboxName: row.mailbox_name,
    channel: row.channel,
    bytes: row.bytes,
    sha256: row.sha256,
    attempts: row.attempts,
    internalDate: fromColumn(row.internal_date),
    acceptedAt: fromColumn(row.accepted_at),
  }));
}

async function findDuplicate(
  db: Kysely<Schema>,
  mailboxId: number,
  fingerprint: string,
  exceptId: number,
): ReturnType<InboundStore["findDuplicate"]> {
  const row = await db
    .selectFrom("inbound_email")
    .innerJoin("filing", "filing.inbound_email_id", "inbound_email.id")
    .select(["inbound_email.id", "filing.ticket_id"])
    .where("mailbox_id", "=", mailboxId)
    .where("fingerprint", "=", fingerprint)
    .where("inbound_email.id", "<>", exceptId)
    .where("filing.duplicate_of", "is", null)
    .orderBy("inbound_email.id")
    .executeTakeFirst();
  return row ? { id: row.id, ticketId: row.ticket_id } : null;
}

async function recordFiling(db: Kysely<Schema>, filing: Filing): Promise<void> {
  await db
    .insertInto("filing")
    .values({
      inbound_email_id: filing.inboundEmailId,
      decision: filing.decision,
      reasons: JSON.stringify(filing.reasons),
      facts: JSON.stringify(filing.facts),
      kind: filing.kind,
      ticket_id: filing.ticketId,
      duplicate_of: filing.duplicateOf,
    })
    .execute();
  await db
    .updateTable("inbound_email")
    .set({ state: "filed", claimed_until: null, last_error: null, ...headerColumns(filing.headers) })
    .where("id", "=", filing.inboundEmailId)
    .execute();
}

function headerColumns(headers: Filing["headers"]) {
  return {
    fingerprint: headers.fingerprint,
    message_id: headers.messageId,
    sender_address: headers.sender,
    subject: headers.subject,
  };
}

async function list(db: Kysely<Schema>, filter: Parameters<InboundStore["list"]>[0]): Promise<InboundListing[]> {
  let query = db
    .selectFrom("inbound_email")
    .innerJoin("mailbox", "mailbox.id", "inbound_email.mailbox_id")
    .leftJoin("filing", "filing.inbound_email_id", "inbound_email.id")
    .leftJoin("ticket", "ticket.id", "filing.ticket_id")
    .select([
      "inbound_email.id",
      "inbound_email.state",
      "filing.decision",
      "mailbox.name as mailbox",
      "inbound_email.message_id",
      "inbound_email.sender_address",
      "inbound_email.subject",
      "inbound_email.accepted_at",
      "inbound_email.last_error",
      "filing.reasons",
      "ticket.ref",
    ])
    .orderBy("inbound_email.id", "desc")
    .limit(filter.limit);
  if (filter.state) query = query.where("inbound_email.state", "=", filter.state);
  if (filter.beforeId !== undefined) query = query.where("inbound_email.id", "<", filter.beforeId);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    decision: row.decision,
    mailbox: row.mailbox,
    messageId: row.message_id,
    from: row.sender_address,
    subject: row.subject,
    receivedAt: fromColumn(row.accepted_at),
    reasons: row.reasons ?? (row.last_error === null ? [] : [row.last_error]),
    ticket: row.ref,
  }));
}
