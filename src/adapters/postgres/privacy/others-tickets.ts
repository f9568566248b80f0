import { type Kysely, sql } from "kysely";
import type { PersonPatterns } from "../../../domain/privacy/person-patterns.ts";
import type { ErasureOrder } from "../../../usecases/ports/erasure-store.ts";
import { toColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { isAddress } from "./is-address.ts";
import { HEAD_OF_MAIL } from "./mail-holds.ts";
import { findsIn, namesPerson } from "./names-person.ts";

type Sought = Pick<ErasureOrder, "person" | "patterns" | "at">;

/** Texts of tickets, each read once: a statement reads so many rows, holds nothing up and stays far below the time it may take. */
const PIECE = 20_000;
const ON_TICKET = sql`ticket_id`;
const TEXTS = [
  {
    table: "message",
    columns: ["recipients_to", "recipients_cc", "from_name", "subject", "text", "html"],
    at: "sent_at",
  },
  { table: "ticket_event", columns: ["data"], at: "at" },
  { table: "approval", columns: ["question", "answer"], at: "asked_at" },
  { table: "time_entry", columns: ["text"], at: "at" },
  { table: "installed_change", columns: ["text"], at: "at" },
  { table: "survey", columns: ["comment"], at: "asked_at", key: "ticket_id" },
  { table: "ticket", columns: ["subject"], at: "opened_at", ticket: sql`id` },
  { table: "filing", columns: ["reasons", "facts"], at: "filed_at", key: "inbound_email_id" },
  {
    table: "attachment",
    columns: ["filename"],
    at: null,
    ticket: sql`(select ticket_id from message where message.id = attachment.message_id)`,
  },
] as const;

/**
 * Tickets of others on which the person wrote, was addressed, takes part or is named. What holds their address alone is looked up; every text is read
 * once, piece by piece: an erasure is rare, and misses none.
 */
export async function listOthersTickets(db: Kysely<Schema>, sought: Sought): Promise<number[]> {
  const found = new Set(await listByAddress(db, sought));
  for (const text of TEXTS) for (const id of await listByWords(db, sought, text)) found.add(id);
  for (const id of await listByHeaders(db, sought)) found.add(id);
  const { rows } = await sql<{ id: number }>`
    select ticket.id from ticket join requester on requester.id = requester_id
    where ticket.id = any(${[...found]}::bigint[]) and erased_at is null and not ${isAddress("requester.address", sought.person.address)}
    order by ticket.id`.execute(db);
  return rows.map(({ id }) => id);
}

async function listByAddress(db: Kysely<Schema>, { person: { address }, at }: Sought): Promise<number[]> {
  const until = toColumn(at);
  const { rows } = await sql<{ id: number }>`
    select ticket_id as id from participant where ${isAddress("address", address)} and added_at <= ${until}
    union select ticket_id from message where ${isAddress("from_address", address)} and sent_at <= ${until}
    union select ticket_id from outbox join outbox_recipient on outbox_id = outbox.id
      where ${isAddress("outbox_recipient.address", address)} and created_at <= ${until} and ticket_id is not null
    union select ticket_id from approval where ${isAddress("answered_by", address)}
    union select ticket_id from filing join inbound_email on inbound_email.id = inbound_email_id
      where ${isAddress("sender_address", address)} and coalesce(internal_date, accepted_at) <= ${until} and ticket_id is not null`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

async function listByWords(
  db: Kysely<Schema>,
  { patterns, at }: { readonly patterns: PersonPatterns; readonly at: Sought["at"] },
  text: (typeof TEXTS)[number],
): Promise<number[]> {
  const key = sql.ref("key" in text ? text.key : "id");
  const ticket = "ticket" in text ? text.ticket : ON_TICKET;
  const until = text.at === null ? sql`true` : sql`${sql.ref(text.at)} <= ${toColumn(at)}`;
  const isNamed = namesPerson(text.columns, [patterns.address, patterns.given]);
  const ends = await sql<{ last: number | null }>`select max(${key}) as last from ${sql.table(text.table)}`.execute(db);
  const found: number[] = [];
  for (let from = 0; from <= (ends.rows[0]?.last ?? -1); from += PIECE) {
    const { rows } = await sql<{ id: number | null }>`
      select distinct ${ticket} as id from ${sql.table(text.table)}
      where ${key} >= ${from}::bigint and ${key} < ${from + PIECE}::bigint and ${until} and ${isNamed}`.execute(db);
    for (const { id } of rows) if (id !== null) found.push(id);
  }
  return found;
}

/** Of so many inbound emails a statement reads the headers. */
const MAILS = 2_000;

/** Where a header alone names them that no column holds: whom answers go to, who sent it for somebody, on whose way it came. */
async function listByHeaders(db: Kysely<Schema>, { patterns, at }: Pick<Sought, "patterns" | "at">): Promise<number[]> {
  const isNamed = [patterns.address, patterns.given].flatMap((one) => (one === null ? [] : [findsIn(sql`head`, one)]));
  const ends = await sql<{ last: number | null }>`select max(inbound_email_id) as last from filing`.execute(db);
  const found: number[] = [];
  for (let from = 0; from <= (ends.rows[0]?.last ?? -1); from += MAILS) {
    const { rows } = await sql<{ id: number }>`
      select distinct ticket_id as id
      from filing join inbound_email on inbound_email.id = inbound_email_id join raw_mail using (sha256)
        cross join lateral (select ${HEAD_OF_MAIL} as head offset 0) as beginning
      where inbound_email_id >= ${from}::bigint and inbound_email_id < ${from + MAILS}::bigint and ticket_id is not null
        and coalesce(internal_date, accepted_at) <= ${toColumn(at)} and (${sql.join(isNamed, sql` or `)})`.execute(db);
    for (const { id } of rows) found.push(id);
  }
  return found;
}
