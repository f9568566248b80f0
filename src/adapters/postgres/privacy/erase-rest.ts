import { type Kysely, type RawBuilder, sql } from "kysely";
import { erasedAddress } from "../../../domain/privacy/erased-address.ts";
import type { ErasureOrder } from "../../../usecases/ports/erasure-store.ts";
import { toColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { forgetSent } from "./erase-from-ticket.ts";
import { forgetSending, ticketsOfNobody } from "./erase-tickets.ts";
import { forgetInbound } from "./forget-inbound.ts";
import { isAddress, STATED_ADDRESS } from "./is-address.ts";
import { mailHolds } from "./mail-holds.ts";
import { openDoor } from "./open-door.ts";
import { UNTICKETED_MAILS } from "./unticketed-mails.ts";
import { withoutWords } from "./without-words.ts";

/** Columns that no ticket holds and that may name anybody, with the instant of each row. */
const ELSEWHERE = [
  { table: "mailbox", text: ["last_error"], at: "last_error_at" },
  { table: "smtp_route", text: ["why"], at: "since" },
  { table: "heartbeat", text: ["detail"], at: "at" },
  { table: "job_run", text: ["detail"], at: "at" },
  { table: "desk_version", json: ["document"], at: "loaded_at" },
  { table: "organisation", json: ["document"], at: "changed_at" },
  { table: "organisation_event", json: ["before", "after"], at: "at" },
  { table: "known_error", text: ["title"], at: "created_at" },
  { table: "known_error_event", json: ["data"], at: "at" },
  { table: "alert", text: ["recipient"], at: "created_at" },
  { table: "release_recipient", json: ["reported", "organisations"], at: null },
] as const;

/** Everything of the person that belongs to no ticket; their own row at the end, by which the rest is found when this is done again. */
export async function eraseRest(db: Kysely<Schema>, order: ErasureOrder): Promise<void> {
  await openDoor(db);
  const { person, code, id, at } = order;
  const until = toColumn(at);
  await forgetInbound(
    db,
    sql`select id from inbound_email where coalesce(internal_date, accepted_at) <= ${until} and state <> 'accepted'
      and (${isAddress("sender_address", person.address)} or ${isAddress(STATED_ADDRESS, person.address)})`,
  );
  await redact(
    db,
    order,
    { table: "inbound_email", text: ["subject", "last_error"] },
    sql`coalesce(internal_date, accepted_at) <= ${until} and id in (${UNTICKETED_MAILS})`,
  );
  await redact(db, order, { table: "filing", json: ["reasons", "facts"] }, sql`ticket_id is null`);
  await forgetToldOf(db, order);
  // What was leaving when its ticket was erased.
  await forgetSending(db, sql`ticket_id in (${ticketsOfNobody(order)})`, erasedAddress(code, id));
  await forgetSent(
    db,
    order,
    sql`ticket_id is null and exists (select from outbox_recipient where outbox_id = outbox.id and ${isAddress("address", person.address)})`,
  );
  await redact(
    db,
    order,
    { table: "outbox_recipient", text: ["reply"] },
    sql`exists (select from outbox where id = outbox_id and created_at <= ${until})`,
  );
  for (const { at: column, ...columns } of ELSEWHERE) {
    await redact(
      db,
      order,
      columns,
      column === null ? sql`true` : sql`coalesce(${sql.ref(column)}, ${until}) <= ${until}`,
    );
  }
  await sql`
    update release_recipient set address = ${erasedAddress(code, id)} from release
    where release.id = release_id and ${isAddress("address", person.address)} and coalesce(published_at, ${until}) <= ${until}`.execute(
    db,
  );
  await sql`delete from suppression where ${isAddress("address", person.address)} and added_at <= ${until}`.execute(db);
  await sql`delete from automatic_answer where ${isAddress("address", person.address)} and at <= ${until}`.execute(db);
  // The others stay: without its answer a request that is sent again would be carried out again.
  await sql`
    delete from idempotent_answer where at <= ${until} and ${tellsOf(order, sql`concat_ws(' ', key, headers, body)`)}`.execute(
    db,
  );
  await sql`delete from console_deed where at <= ${until} and ${tellsOf(order, sql`outcome::text`)}`.execute(db);
  await sql`
    delete from requester where ${isAddress("address", person.address)} and not exists (select from ticket where requester_id = requester.id)`.execute(
    db,
  );
}

/** Lists of tickets that agents were mailed, and what came back to them, are on no ticket and quote those of the person. */
async function forgetToldOf(db: Kysely<Schema>, order: ErasureOrder): Promise<void> {
  const { patterns, at } = order;
  const until = toColumn(at);
  const { rows } = await sql<{ ref: string }>`select ref from ticket where id in (${ticketsOfNobody(order)})`.execute(
    db,
  );
  const refs = rows.map(({ ref }) => ref);
  await forgetInbound(
    db,
    sql`select inbound_email.id from inbound_email join raw_mail using (sha256)
      where coalesce(internal_date, accepted_at) <= ${until} and state = 'filed' and inbound_email.id in (${UNTICKETED_MAILS}) and ${mailHolds(refs)}`,
  );
  const words = [...refs, ...patterns.address.anchors, ...(patterns.given?.anchors ?? [])];
  await sql`
    update outbox set bytes = '', last_error = null, evidence = null
    where ticket_id is null and created_at <= ${until} and state in ('sent', 'failed', 'cancelled') and bytes <> ''
      and ${mailHolds(words)}
      and not exists (select from outbox_recipient where outbox_id = outbox.id and role not in ('agent', 'ops'))`.execute(
    db,
  );
}

/** A text that names them, or a ticket that was theirs or named them. */
function tellsOf(order: ErasureOrder, text: RawBuilder<unknown>): RawBuilder<unknown> {
  const { patterns, person } = order;
  return sql`(${text} ~* ${patterns.address.pattern} or ${patterns.names === null ? sql`false` : sql`${text} ~* ${patterns.names.pattern}`}
    or exists (select from ticket where (ticket.id in (${ticketsOfNobody(order)}) or ticket.id = any(${person.tickets ?? []}::bigint[]))
      and position(ticket.ref in ${text}) > 0))`;
}

async function redact(
  db: Kysely<Schema>,
  { patterns }: ErasureOrder,
  {
    table,
    text,
    json,
  }: { readonly table: string; readonly text?: readonly string[]; readonly json?: readonly string[] },
  where: RawBuilder<unknown>,
): Promise<void> {
  // Where nothing else ties a row to the person, a name alone is somebody else's, unless it was given.
  const sure = { ...patterns, names: patterns.given };
  await withoutWords(db, table, { text: text ?? [], json: json ?? [] }, { patterns: sure, where });
}
