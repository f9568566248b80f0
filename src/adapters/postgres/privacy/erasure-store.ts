import { type Kysely, sql } from "kysely";
import type {
  ErasedPerson,
  Erasure,
  ErasureNote,
  ErasureOrder,
  ErasureStore,
  ErasureSurvey,
} from "../../../usecases/ports/erasure-store.ts";
import { fromColumn, toColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { eraseFromTicket } from "./erase-from-ticket.ts";
import { eraseRest } from "./erase-rest.ts";
import { eraseTickets, lockTickets, ticketsOfNobody } from "./erase-tickets.ts";
import { findPersons, listNames } from "./find-persons.ts";
import { forgetInbound } from "./forget-inbound.ts";
import { isAddress } from "./is-address.ts";
import { listNamingMails } from "./naming-mails.ts";
import { openDoor } from "./open-door.ts";
import { listOthersTickets } from "./others-tickets.ts";

/** Held by whoever writes what a form or a program sent. */
const REQUESTS = sql`hashtext('svartid request')`;

/** Tables with columns of which the server keeps values that tell of a person. */
const TOLD_BY_STATISTICS = [
  ...[
    "requester",
    "participant",
    "message",
    "attachment",
    "inbound_email",
    "filing",
    "outbox",
    "outbox_recipient",
    "ticket",
  ],
  ...["ticket_event", "ticket_search", "approval", "survey", "time_entry", "installed_change", "suppression"],
  ...[
    "automatic_answer",
    "release_recipient",
    "known_error",
    "organisation_event",
    "idempotent_answer",
    "console_deed",
    "alert",
  ],
] as const;

interface ErasureRow {
  id: number;
  code: string;
  at: Date;
  person: ErasedPerson | null;
}

export function createErasureStore(db: Kysely<Schema>): ErasureStore {
  return {
    survey: ({ address }) => survey(db, address),

    async begin({ code, person, reason }) {
      const { rows } = await sql<ErasureRow>`
        insert into erasure (code, at, reason, person)
        values (${code}, desk_now(), ${reason}, ${JSON.stringify(person)})
        on conflict (code) do update set at = excluded.at, reason = excluded.reason, finished_at = null,
          person = case when erasure.person is null then excluded.person
            else excluded.person || jsonb_build_object(
              'names', (excluded.person -> 'names') || (erasure.person -> 'names'),
              'given', coalesce(excluded.person -> 'given', '[]') || coalesce(erasure.person -> 'given', '[]'),
              'tickets', coalesce(erasure.person -> 'tickets', '[]')) end
        returning id, code, at, person`.execute(db);
      const [row] = rows;
      if (row === undefined) throw new Error("the erasure was not begun");
      return toErasure(row);
    },

    async learn(notes) {
      const [codes, ats] = [notes.map(({ code }) => code), notes.map(({ at }) => toColumn(at))];
      const result = await sql`
        insert into erasure (code, at) select code, at from unnest(${codes}::text[], ${ats}::timestamptz[]) as note (code, at)
        on conflict (code) do update set at = excluded.at, finished_at = null where erasure.at < excluded.at`.execute(
        db,
      );
      return Number(result.numAffectedRows ?? 0);
    },

    async list() {
      const rows = await db.selectFrom("erasure").select(["code", "at"]).orderBy("id").execute();
      return rows.map(({ code, at }): ErasureNote => ({ code, at: fromColumn(at) }));
    },

    async listUnfinished() {
      const { rows } = await sql<ErasureRow>`
        select id, code, at, person from erasure where finished_at is null order by id`.execute(db);
      return rows.map(toErasure);
    },

    async findLast() {
      const { rows } = await sql<{ at: Date | null }>`select max(at) as at from erasure`.execute(db);
      return fromColumn(rows[0]?.at ?? null);
    },

    async listErased(codes, since) {
      const { rows } = await sql<{ code: string }>`
        select code from erasure where code = any(${codes}::text[]) and at >= ${toColumn(since)}`.execute(db);
      return new Set(rows.map(({ code }) => code));
    },

    async remember(id, person) {
      await sql`update erasure set person = ${JSON.stringify(person)} where id = ${id} and finished_at is null`.execute(
        db,
      );
    },

    findPersons: (codes, pads) => findPersons(db, codes, pads),
    lockTickets: (order, limit) => lockTickets(db, order, limit),
    eraseTickets: (order, ticketIds) => eraseTickets(db, order, ticketIds),
    listOthersTickets: (order) => listOthersTickets(db, order),
    listNames: (address, tickets) => listNames(db, address, tickets),
    listNamingMails: (order, ticketId) => listNamingMails(db, order, ticketId),

    eraseFromTicket: (order, ticketId) => eraseFromTicket(db, order, ticketId),
    eraseRest: (order) => eraseRest(db, order),

    countWaiting: (order) => countWaiting(db, order),

    async finish(id) {
      await sql`update erasure set finished_at = desk_now(), person = null where id = ${id}`.execute(db);
    },

    ...createSurroundings(db),
    ...createMailEraser(db),
    ...createKeyPlace(db),
  };
}

/** What an erasure waits for, and what it leaves to the server. */
function createSurroundings(
  db: Kysely<Schema>,
): Pick<ErasureStore, "delayErasures" | "awaitFilings" | "forgetStatistics"> {
  return {
    async delayErasures() {
      await sql`select pg_advisory_xact_lock_shared(${REQUESTS})`.execute(db);
    },

    async awaitFilings() {
      await openDoor(db);
      await sql`select pg_advisory_xact_lock(${REQUESTS})`.execute(db);
      await sql`
        select pg_advisory_xact_lock(hashtext('svartid filing'), id) from (select id from mailbox order by id) as each`.execute(
        db,
      );
    },

    async forgetStatistics() {
      await openDoor(db);
      // Examples of what a column holds, which the server keeps until it looks again.
      for (const table of TOLD_BY_STATISTICS) await sql`analyze ${sql.table(table)}`.execute(db);
    },
  };
}

/** What is done to raw mails. */
function createMailEraser(db: Kysely<Schema>): Pick<ErasureStore, "replaceMailOf" | "replaceMail" | "forgetMail"> {
  return {
    async replaceMailOf(inboundEmailId, bytes) {
      await sql`
        update raw_mail set bytes = ${Buffer.from(bytes)} from inbound_email
        where inbound_email.sha256 = raw_mail.sha256 and inbound_email.id = ${inboundEmailId}`.execute(db);
    },

    async replaceMail(read, bytes) {
      const result = await sql`
        update raw_mail set bytes = ${Buffer.from(bytes)}
        where sha256 = ${read.sha256} and bytes = ${Buffer.from(read.bytes)}`.execute(db);
      return result.numAffectedRows === 1n;
    },

    forgetMail: (inboundEmailId) => forgetInbound(db, sql`select ${inboundEmailId}::bigint`),
  };
}

/** Where the one key of the codes lies. */
function createKeyPlace(db: Kysely<Schema>): Pick<ErasureStore, "findKey" | "keepKey"> {
  return {
    async findKey() {
      const row = await db.selectFrom("erasure_key").select("sealed").executeTakeFirst();
      return row?.sealed ?? null;
    },

    async keepKey(sealed, instead) {
      const result = await sql`
        insert into erasure_key (sealed) values (${sealed})
        on conflict (one) do update set sealed = excluded.sealed where erasure_key.sealed = ${instead}`.execute(db);
      return result.numAffectedRows === 1n;
    },
  };
}

async function countWaiting(db: Kysely<Schema>, { code, id, person, at }: ErasureOrder): Promise<number> {
  const { rows } = await sql<{ count: number }>`
      select count(*) as count from outbox
      where state not in ('sent', 'failed', 'cancelled') and created_at <= ${toColumn(at)} and bytes <> '' and (
        exists (select from outbox_recipient where outbox_id = outbox.id and ${isAddress("address", person.address)} and role not in ('agent', 'ops'))
        or ticket_id in (${ticketsOfNobody({ code, id })}) or ticket_id = any(${person.tickets ?? []}::bigint[]))`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

function toErasure({ id, code, at, person }: ErasureRow): Erasure {
  return { id, code, at: fromColumn(at), person };
}

async function survey(db: Kysely<Schema>, address: string): Promise<ErasureSurvey> {
  const own = sql`select ticket.id from ticket join requester on requester.id = requester_id where ${isAddress("requester.address", address)}`;
  const { rows } = await sql<{ counts: ErasureSurvey["counts"]; openTickets: string[]; contactOf: string[] }>`
    select jsonb_build_object(
        'tickets', (select count(*) from (${own}) as one),
        'mails', (select count(*) from inbound_email where ${isAddress("sender_address", address)} and subject is not null),
        'othersTickets', (select count(*) from (
          select ticket_id from participant where ${isAddress("address", address)}
          union select ticket_id from message where ${isAddress("from_address", address)} and author <> 'agent') as one where ticket_id not in (${own})),
        'sent', (select count(*) from outbox_recipient where ${isAddress("address", address)}),
        'surveys', (select count(*) from survey where ticket_id in (${own}) and answered_at is not null),
        'suppressions', (select count(*) from suppression where ${isAddress("address", address)})) as counts,
      array(select ref from ticket where id in (${own}) and state <> 'closed' and state <> 'resolved' order by id limit 10) as "openTickets",
      array(select id from organisation
        where exists (select from jsonb_array_elements_text(document -> 'contacts') as contact where ${isAddress("contact", address)})
        order by id) as "contactOf"`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error("a survey gave no row");
  return { ...found, names: await listNames(db, address, []) };
}
