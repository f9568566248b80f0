import { type Kysely, sql } from "kysely";
import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { EmailToFile, Filing, InboundListing, InboundStore } from "../../usecases/ports/inbound-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

export function createInboundStore(db: Kysely<Schema>): InboundStore {
  return {
    listMailboxesToFile: () => listMailboxesToFile(db),

    async lockFiling(mailboxId) {
      const result = await sql<{ locked: boolean }>`
        select pg_try_advisory_xact_lock(hashtext('svartid filing'), ${mailboxId}) as locked`.execute(db);
      return result.rows[0]?.locked ?? false;
    },

    beginAttempts: (mailboxId, limit, afterId) => beginAttempts(db, mailboxId, limit, afterId),
    takeBackAttempts: (emails) => takeBackAttempts(db, emails),
    holdsAttempts: (emails) => holdsAttempts(db, emails),
    findDuplicate: (mailboxId, mail, exceptId) => findDuplicate(db, mailboxId, mail, exceptId),
    findOrdered: (mail, exceptId) => findOrdered(db, mail, exceptId),
    recordFiling: (filing) => recordFiling(db, filing),

    async quarantine(id, why, headers) {
      await db
        .updateTable("inbound_email")
        .set({ state: "quarantined", not_before: null, last_error: storable(why), ...headerColumns(headers) })
        .where("id", "=", id)
        .where("state", "=", "accepted")
        .execute();
    },

    async postpone(id, error, seconds) {
      await db
        .updateTable("inbound_email")
        .set({ not_before: sql<Date>`desk_now() + make_interval(secs => ${seconds})`, last_error: storable(error) })
        .where("id", "=", id)
        .where("state", "=", "accepted")
        .execute();
    },

    async awaitNameServers(id, why, seconds) {
      await sql`
        update inbound_email
        set not_before = desk_now() + make_interval(secs => ${seconds}), last_error = ${storable(why)},
          attempts = greatest(attempts - 1, 0), waits = waits + 1
        where id = ${id} and state = 'accepted'`.execute(db);
    },

    async retry(id) {
      const result = await db
        .updateTable("inbound_email")
        .set({ state: "accepted", attempts: 0, waits: 0, not_before: null, last_error: null })
        .where("id", "=", id)
        .where("state", "=", "quarantined")
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    list: (filter) => list(db, filter),
    find: async (id) => (await list(db, { id, limit: 1 }))[0] ?? null,
    readBytes: (id) => readBytes(db, id),

    async countForms(address, since) {
      await sql`select pg_advisory_xact_lock(hashtextextended('requests by form', 0))`.execute(db);
      const result = await sql<{ total: number; of_address: number }>`
        select count(*)::int as total,
          (count(*) filter (where stated -> 'requester' ->> 'address' = ${address}))::int as of_address
        from inbound_email where channel = 'form' and accepted_at > ${toColumn(since)}`.execute(db);
      const { total = 0, of_address: ofAddress = 0 } = result.rows[0] ?? {};
      return { total, ofAddress };
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

// As a scalar subquery the instant is asked for once, not for each row.
const isDue = sql<boolean>`(not_before is null or not_before < (select desk_now()))`;

async function listMailboxesToFile(db: Kysely<Schema>): Promise<number[]> {
  const rows = await db
    .selectFrom("inbound_email")
    .select("mailbox_id")
    .distinct()
    .where("state", "=", "accepted")
    .where(isDue)
    .execute();
  return rows.map((row) => row.mailbox_id);
}

async function beginAttempts(
  db: Kysely<Schema>,
  mailboxId: number,
  limit: { readonly mails: number; readonly bytes: number },
  afterId: number | null,
): Promise<EmailToFile[]> {
  const result = await sql<{
    id: number;
    channel: EmailToFile["channel"];
    bytes: Uint8Array;
    attempts: number;
    waits: number;
    stated: StatedRequest | null;
    internal_date: Date | null;
    accepted_at: Date;
  }>`
    with waiting as (
      select id, attempts, sha256 from inbound_email
      where state = 'accepted' and mailbox_id = ${mailboxId} and ${isDue} and id > ${afterId ?? 0}
      order by id limit ${limit.mails}
    ), due as (
      select id, attempts, row_number() over (order by id) as place, sum(raw_mail.size) over (order by id) as bytes
      from waiting join raw_mail using (sha256)
    ), chosen as (
      select id from due
      where (place = 1 and (attempts = 0 or ${afterId === null}))
         or (attempts = 0 and bytes <= ${limit.bytes}
             and place < coalesce((select min(place) from due where attempts > 0), place + 1))
    ), begun as (
      update inbound_email set attempts = attempts + 1 where id in (select id from chosen) returning *
    )
    select begun.id, begun.channel, begun.attempts, begun.waits, begun.stated, begun.internal_date, begun.accepted_at, raw_mail.bytes
    from begun join raw_mail on raw_mail.sha256 = begun.sha256
    order by begun.id`.execute(db);
  return result.rows.map((row) => ({
    id: row.id,
    mailboxId,
    channel: row.channel,
    bytes: row.bytes,
    attempts: row.attempts,
    waits: row.waits,
    stated: row.stated,
    internalDate: fromColumn(row.internal_date),
    acceptedAt: fromColumn(row.accepted_at),
  }));
}

async function takeBackAttempts(
  db: Kysely<Schema>,
  emails: Parameters<InboundStore["takeBackAttempts"]>[0],
): Promise<void> {
  const ids = emails.map(({ id }) => id);
  const attempts = emails.map((email) => email.attempts);
  await sql`
    update inbound_email set attempts = inbound_email.attempts - 1
    from unnest(${ids}::bigint[], ${attempts}::integer[]) as begun (id, attempts)
    where inbound_email.id = begun.id and inbound_email.attempts = begun.attempts and state = 'accepted'`.execute(db);
}

async function holdsAttempts(
  db: Kysely<Schema>,
  emails: Parameters<InboundStore["holdsAttempts"]>[0],
): Promise<boolean> {
  const ids = emails.map(({ id }) => id);
  const attempts = emails.map((email) => email.attempts);
  const result = await sql<{ held: number }>`
    select count(*) as held
    from inbound_email
    join unnest(${ids}::bigint[], ${attempts}::integer[]) as begun (id, attempts) using (id, attempts)
    where state = 'accepted'`.execute(db);
  return result.rows[0]?.held === emails.length;
}

async function findDuplicate(
  db: Kysely<Schema>,
  mailboxId: number,
  mail: Parameters<InboundStore["findDuplicate"]>[1],
  exceptId: number,
): ReturnType<InboundStore["findDuplicate"]> {
  const { fingerprint, authentic } = mail;
  const [row] = await selectDuplicate(db, { mailboxId, fingerprint, authentic, exceptId });
  return row ? { id: row.id, ticketId: row.ticket_id } : null;
}

interface DuplicateQuestion {
  readonly mailboxId: number;
  readonly fingerprint: string;
  readonly authentic: boolean;
  readonly exceptId: number;
}

const selectDuplicate = prepare((db, { mailboxId, fingerprint, authentic, exceptId }: DuplicateQuestion) =>
  db
    .selectFrom("inbound_email")
    .innerJoin("filing", "filing.inbound_email_id", "inbound_email.id")
    .select(["inbound_email.id", "filing.ticket_id"])
    .where("mailbox_id", "=", mailboxId)
    .where("fingerprint", "=", fingerprint)
    .where(
      sql<boolean>`(not ${authentic} or (filing.facts ->> 'authentic')::boolean or exists (
        select from message join imported_message on imported_message.message_id = message.id
        where message.inbound_email_id = inbound_email.id))`,
    )
    .where("inbound_email.id", "<>", exceptId)
    .where("filing.duplicate_of", "is", null)
    .orderBy("inbound_email.id")
    .limit(1),
);

async function findOrdered(
  db: Kysely<Schema>,
  { messageId, from }: Parameters<InboundStore["findOrdered"]>[0],
  exceptId: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("inbound_email")
    .innerJoin("filing", "filing.inbound_email_id", "inbound_email.id")
    .select("inbound_email.id")
    .where("message_id", "=", storable(messageId))
    .where("sender_address", "=", storable(from))
    .where("inbound_email.id", "<>", exceptId)
    .where("filing.decision", "=", "threaded")
    .where(
      sql<boolean>`(filing.facts -> 'grant' ->> 'kind' = 'agent' and (filing.facts ->> 'authentic')::boolean or exists (
        select from agent_confirmation held where held.inbound_email_id = inbound_email.id and held.used_at is not null))`,
    )
    .orderBy("inbound_email.id")
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

// One statement: a round trip is most of what filing a mail costs.
async function recordFiling(db: Kysely<Schema>, filing: Filing): Promise<void> {
  const headers = headerColumns(filing.headers);
  await sql`
    with filed as (
      update inbound_email
      set state = 'filed', not_before = null, last_error = null, fingerprint = ${headers.fingerprint},
          message_id = ${headers.message_id}, sender_address = ${headers.sender_address}, subject = ${headers.subject}
      where id = ${filing.inboundEmailId}
    )
    insert into filing (inbound_email_id, decision, reasons, facts, kind, ticket_id, duplicate_of)
    values (${filing.inboundEmailId}, ${filing.decision}, ${storableJson(filing.reasons)}, ${storableJson(filing.facts)},
            ${filing.kind}, ${filing.ticketId}, ${filing.duplicateOf})`.execute(db);
}

async function readBytes(db: Kysely<Schema>, id: number): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom("inbound_email")
    .innerJoin("raw_mail", "raw_mail.sha256", "inbound_email.sha256")
    .select("raw_mail.bytes")
    .where("inbound_email.id", "=", id)
    .executeTakeFirst();
  return row?.bytes ?? null;
}

function headerColumns(headers: Filing["headers"]) {
  return {
    fingerprint: headers.fingerprint,
    message_id: storable(headers.messageId),
    sender_address: storable(headers.sender),
    subject: storable(headers.subject),
  };
}

async function list(
  db: Kysely<Schema>,
  filter: Parameters<InboundStore["list"]>[0] & { id?: number },
): Promise<InboundListing[]> {
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
  if (filter.id !== undefined) query = query.where("inbound_email.id", "=", filter.id);
  if (filter.ticketId !== undefined) query = query.where("filing.ticket_id", "=", filter.ticketId);
  // A literal, so that the few of a rare state are found by their own index whatever plan is kept.
  if (filter.state) query = query.where("inbound_email.state", "=", sql.lit(filter.state));
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
