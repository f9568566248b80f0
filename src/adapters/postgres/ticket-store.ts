import { type Insertable, type Kysely, type QueryCreator, type Selectable, sql } from "kysely";
import type {
  NewTicket,
  ParticipantState,
  Ticket,
  TicketChange,
  TicketEvent,
  TicketFilter,
  TicketStore,
} from "../../usecases/ports/ticket-store.ts";
import { awaitMails, dropAwaited, isFoundByNow, listNaming } from "./awaited-mails.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import { addMessage, findByMessageIds, listMessagesOf, nextMessageId } from "./message-rows.ts";
import { addParticipant, listAddressees, listParticipants, removeParticipant } from "./participant-rows.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";
import { findSentAnswer, findWriter, listNewest, readThread } from "./ticket-history.ts";
import { filteredIds, searchTicketIds } from "./ticket-search.ts";
import { addWatcher, listWatchers, removeWatcher } from "./watcher-rows.ts";

const ticketById = (db: Kysely<Schema>, { id }: { readonly id: number }) => ticketRows(db).where("ticket.id", "=", id);
const selectTicket = prepare(ticketById);
const lockTicket = prepare((db, of: { readonly id: number }) => ticketById(db, of).forNoKeyUpdate("ticket"));
const insertEvent = prepare((db, row: Insertable<Schema["ticket_event"]>) =>
  db.insertInto("ticket_event").values({ ...row }),
);

export function createTicketStore(db: Kysely<Schema>): TicketStore {
  return {
    open: (ticket) => open(db, ticket),
    find: async (id) => one((await selectTicket(db, { id }))[0]),
    lock: async (id) => one((await lockTicket(db, { id }))[0]),
    lockFree: async (ids) => {
      const locked = ticketRows(db).where("ticket.id", "=", sql<number>`any(${ids}::bigint[])`);
      return (await locked.forNoKeyUpdate("ticket").skipLocked().execute()).map(toTicket);
    },
    findByRef: async (ref) => one(await ticketRows(db).where("ticket.ref", "=", ref).executeTakeFirst()),
    findMany: async (ids) =>
      (
        await ticketRows(db)
          .where("ticket.id", "=", sql<number>`any(${[...ids]}::bigint[])`)
          .execute()
      ).map(toTicket),
    list: (filter) => list(db, filter),
    listOpenOf: async (address, limit) => (await openOf(db, address, limit).execute()).map(toTicket),
    change: (id, change) => changeTicket(db, id, change),
    nextMessageId: () => nextMessageId(db),
    addMessage: (message) => addMessage(db, message),
    findByMessageIds: (messageIds, sender) => findByMessageIds(db, messageIds, sender),
    awaitMails: (awaited) => awaitMails(db, awaited),
    listNaming: (asked) => listNaming(db, asked),
    isFoundByNow: (look) => isFoundByNow(db, look),
    dropAwaited: (before, limit) => dropAwaited(db, before, limit),
    listMessages: async (ticketId) => (await listMessagesOf(db, [ticketId])).get(ticketId) ?? [],
    listMessagesOf: (ticketIds) => listMessagesOf(db, ticketIds),
    listNewest: (ticketId, asked) => listNewest(db, ticketId, asked),
    findSentAnswer: (ticketId, answer) => findSentAnswer(db, ticketId, answer),
    findWriter: (messageRowId) => findWriter(db, messageRowId),
    readThread: (ticketId, newest) => readThread(db, ticketId, newest),

    addParticipant: (ticketId, address, state) => addParticipant(db, ticketId, address, state),
    removeParticipant: (ticketId, address) => removeParticipant(db, ticketId, address),
    listParticipants: (ticketId) => listParticipants(db, ticketId),
    listAddressees: (ticketId) => listAddressees(db, ticketId),

    addWatcher: (ticketId, agent) => addWatcher(db, ticketId, agent),
    removeWatcher: (ticketId, agent) => removeWatcher(db, ticketId, agent),
    listWatchers: (ticketId) => listWatchers(db, ticketId),

    async appendEvent(event) {
      await insertEvent(db, {
        ticket_id: event.ticketId,
        at: toColumn(event.at),
        type: event.type,
        actor: event.actor,
        data: storableJson(event.data),
      });
    },

    listEvents: (ticketId) => listEvents(db, ticketId),
  };
}

async function open(db: Kysely<Schema>, ticket: NewTicket): Promise<Ticket | null> {
  const { requester, isPast = false } = ticket;
  const values = {
    ...ticketColumns(ticket),
    address: storable(requester.address),
    name: storable(requester.name),
  };
  const [row] = await (isPast ? insertPast : insertTicket)(db, values);
  return one(row);
}

const insertTicket = prepare(opening("excluded", "requester"));
const insertPast = prepare(opening("requester", "excluded"));

type OpeningRow = ReturnType<typeof ticketColumns> & { readonly address: string; readonly name: string };

// One statement: a round trip is most of what opening a ticket costs.
function opening(...preferred: [first: string, second: string]) {
  return (db: Kysely<Schema>, { address, name, ...ticket }: OpeningRow) =>
    db
      .with("requester_row", (query) => upsertRequester(query, { address, name, language: ticket.language }, preferred))
      .with("opened", (query) =>
        query
          .insertInto("ticket")
          .values((value) => ({
            ...ticket,
            requester_id: value.selectFrom("requester_row").select("requester_row.id"),
          }))
          .onConflict((conflict) => conflict.column("ref").doNothing())
          .returningAll(),
      )
      .with("first_participant", (query) =>
        query
          .insertInto("participant")
          .columns(["ticket_id", "address", "state"])
          .expression((from) =>
            from
              .selectFrom(["opened", "requester_row"])
              .select(["opened.id", "requester_row.address", sql.lit<ParticipantState>("requester").as("state")]),
          ),
      )
      .selectFrom(["opened", "requester_row"])
      .selectAll("opened")
      .select(["requester_row.address as requester_address", "requester_row.name as requester_name"]);
}

/** What the first says stands, where it says something. */
function upsertRequester(
  query: QueryCreator<Schema>,
  row: Insertable<Schema["requester"]>,
  [first, second]: readonly [first: string, second: string],
) {
  return query
    .insertInto("requester")
    .values({ ...row })
    .onConflict((conflict) =>
      conflict.column("address").doUpdateSet({
        language: sql<string>`coalesce(${sql.ref(`${first}.language`)}, ${sql.ref(`${second}.language`)})`,
        name: sql<string>`coalesce(nullif(${sql.ref(`${first}.name`)}, ''), ${sql.ref(`${second}.name`)})`,
      }),
    )
    .returning(["id", "address", "name"]);
}

function ticketColumns(ticket: NewTicket) {
  return {
    ref: ticket.ref,
    subject: storable(ticket.subject),
    state: ticket.state,
    level: ticket.level,
    mailbox_id: ticket.mailboxId,
    organisation: ticket.organisation,
    agreement: json(ticket.agreement),
    hosting: ticket.hosting,
    service: ticket.service,
    activity: ticket.activity,
    coverage: ticket.coverage,
    responsible: ticket.responsible,
    team: ticket.team,
    agent: ticket.agent,
    language: ticket.language,
    related_ticket_id: ticket.relatedTicketId,
    opened_at: toColumn(ticket.openedAt),
  };
}

function ticketRows(db: Kysely<Schema>) {
  return db
    .selectFrom("ticket")
    .innerJoin("requester", "requester.id", "ticket.requester_id")
    .leftJoin("imported_ticket", "imported_ticket.ticket_id", "ticket.id")
    .selectAll("ticket")
    .select(["requester.address as requester_address", "requester.name as requester_name"])
    .select(["imported_ticket.source as former_source", "imported_ticket.number as former_number"]);
}

async function list(db: Kysely<Schema>, { q, ...filter }: TicketFilter): Promise<Ticket[]> {
  const ids = q
    ? sql<number>`(select unnest(${await searchTicketIds(db, { ...filter, q })}::bigint[]))`
    : filteredIds(db, filter);
  const rows = await ticketRows(db).where("ticket.id", "in", ids).orderBy("ticket.id", "desc").execute();
  return rows.map(toTicket);
}

function openOf(db: Kysely<Schema>, address: string, limit: number) {
  return ticketRows(db)
    .where("requester.address", "=", address)
    .where("ticket.state", "in", ["new", "open", "waiting"])
    .orderBy("ticket.id", "desc")
    .limit(limit);
}

type TicketRow = Selectable<Schema["ticket"]> & {
  requester_address: string;
  requester_name: string;
  former_source?: string | null;
  former_number?: string | null;
};

function one(row: TicketRow | undefined): Ticket | null {
  return row === undefined ? null : toTicket(row);
}

function toTicket(row: TicketRow): Ticket {
  return {
    id: row.id,
    ref: row.ref,
    subject: row.subject,
    state: row.state,
    level: row.level,
    requester: { address: row.requester_address, name: row.requester_name },
    mailboxId: row.mailbox_id,
    organisation: row.organisation,
    agreement: row.agreement,
    hosting: row.hosting,
    service: row.service,
    activity: row.activity,
    coverage: row.coverage,
    responsible: row.responsible,
    team: row.team,
    agent: row.agent,
    language: row.language,
    relatedTicketId: row.related_ticket_id,
    mergedIntoId: row.merged_into_id,
    openedAt: fromColumn(row.opened_at),
    resolvedAt: fromColumn(row.resolved_at),
    closedAt: fromColumn(row.closed_at),
    formerly: former(row),
  };
}

function former({ former_source: source, former_number: number }: TicketRow): Ticket["formerly"] {
  return source && number ? { source, number } : null;
}

async function changeTicket(db: Kysely<Schema>, id: number, change: TicketChange): Promise<void> {
  const { resolvedAt, closedAt, agreement, relatedTicketId, mergedIntoId, ...plain } = change;
  await db
    .updateTable("ticket")
    .set({
      ...plain,
      ...(relatedTicketId === undefined ? {} : { related_ticket_id: relatedTicketId }),
      ...(mergedIntoId === undefined ? {} : { merged_into_id: mergedIntoId }),
      ...(agreement === undefined ? {} : { agreement: json(agreement) }),
      ...(resolvedAt === undefined ? {} : { resolved_at: toColumn(resolvedAt) }),
      ...(closedAt === undefined ? {} : { closed_at: toColumn(closedAt) }),
      updated_at: sql<Date>`desk_now()`,
    })
    .where("id", "=", id)
    .execute();
}

async function listEvents(db: Kysely<Schema>, ticketId: number): Promise<(TicketEvent & { id: number })[]> {
  const rows = await db
    .selectFrom("ticket_event")
    .selectAll()
    .where("ticket_id", "=", ticketId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    ticketId: row.ticket_id,
    at: fromColumn(row.at),
    type: row.type,
    actor: row.actor,
    data: row.data,
  }));
}

function json(value: Record<string, unknown> | null): string | null {
  return value === null ? null : storableJson(value);
}
