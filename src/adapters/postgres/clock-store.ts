import { type Insertable, type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { ClockStore, OpenClock, StoredClock, StoredClockEvent } from "../../usecases/ports/clock-store.ts";
import { anyOf, byClock, clockOrNull, foldColumns, toClock } from "./clock-rows.ts";
import { createDeskVersionStore } from "./desk-version-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import { createLadderStore } from "./ladder-store.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";
import { createWakeUpStore } from "./wake-up-store.ts";

/** sla_clock, clock_event, escalation, alert and desk_version over one connection or transaction. */
export function createClockStore(db: Kysely<Schema>): ClockStore {
  return {
    ...clocks(db),
    ...replays(db),
    ...overviews(db),
    ...createWakeUpStore(db),
    ...createLadderStore(db),
    ...createDeskVersionStore(db),
  };
}

type BegunRow = Insertable<Schema["sla_clock"]> & {
  readonly began_at: Date;
  readonly type: string;
  readonly data: string;
};

type Clocks = Pick<
  ClockStore,
  | "insert"
  | "insertBegun"
  | "appendEvent"
  | "listEvents"
  | "listEventsOf"
  | "listForTicket"
  | "listForTickets"
  | "lockForTicket"
  | "find"
  | "project"
  | "listAll"
>;

const ofTicket = (db: Kysely<Schema>, { ticketId }: { readonly ticketId: number }) =>
  db.selectFrom("sla_clock").selectAll().where("ticket_id", "=", ticketId).orderBy("id");
const selectClocks = prepare(ofTicket);
const lockClocks = prepare((db, of: { readonly ticketId: number }) => ofTicket(db, of).forNoKeyUpdate());
const insertClock = prepare((db, row: Insertable<Schema["sla_clock"]>) =>
  db
    .insertInto("sla_clock")
    .values({ ...row })
    .returning("id"),
);
const insertBegun = prepare((db, { began_at, type, data, ...row }: BegunRow) =>
  db
    .with("begun", (query) => query.insertInto("sla_clock").values(row).returning("id"))
    .insertInto("clock_event")
    .columns(["clock_id", "at", "type", "data"])
    .expression((from) =>
      from
        .selectFrom("begun")
        .select([
          "begun.id",
          sql<Date>`${began_at}::timestamptz`.as("at"),
          sql<string>`${type}::text`.as("type"),
          sql<Record<string, unknown>>`${data}::jsonb`.as("data"),
        ]),
    ),
);
const insertEvent = prepare((db, row: Insertable<Schema["clock_event"]>) =>
  db.insertInto("clock_event").values({ ...row }),
);

function clocks(db: Kysely<Schema>): Clocks {
  return {
    insert: async (clock) => {
      const row = { ...foldColumns(clock), ticket_id: clock.ticketId } as Insertable<Schema["sla_clock"]>;
      const [inserted] = await insertClock(db, row);
      return inserted?.id ?? Promise.reject(new Error("the clock got no id"));
    },
    insertBegun: async (clock, { at, type, data }) => {
      const row = { ...foldColumns(clock), ticket_id: clock.ticketId } as Insertable<Schema["sla_clock"]>;
      await insertBegun(db, { ...row, began_at: toColumn(at), type, data: JSON.stringify(data) });
    },
    appendEvent: async ({ clockId, at, type, data }) => {
      await insertEvent(db, { clock_id: clockId, at: toColumn(at), type, data: JSON.stringify(data) });
    },
    listEvents: async (clockId) => (await eventsOf(db, [clockId])).get(clockId) ?? [],
    listEventsOf: (clockIds) => eventsOf(db, clockIds),
    listForTicket: async (ticketId) => (await selectClocks(db, { ticketId })).map(toClock),
    listForTickets: (ticketIds) => clocksOf(db, ticketIds),
    lockForTicket: async (ticketId) => (await lockClocks(db, { ticketId })).map(toClock),
    find: async (clockId) =>
      clockOrNull(await db.selectFrom("sla_clock").selectAll().where("id", "=", clockId).executeTakeFirst()),
    project: async (clockId, fold) => {
      await db
        .updateTable("sla_clock")
        .set((eb) => ({ ...foldColumns(fold), version: eb("version", "+", 1) }))
        .where("id", "=", clockId)
        .execute();
    },
    listAll: async (afterId, limit) => {
      const rows = await db
        .selectFrom("sla_clock")
        .selectAll()
        .where("id", ">", afterId)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(toClock);
    },
  };
}

type Replays = Pick<
  ClockStore,
  "listOpenedIn" | "listOpenUnderOthers" | "listOpenOfOrganisations" | "listOpenCalendars"
>;

async function listOpen(
  db: Kysely<Schema>,
  which: RawBuilder<boolean>,
  afterId: number,
  limit: number,
): Promise<OpenClock[]> {
  const rows = await db
    .selectFrom("sla_clock")
    .innerJoin("ticket", "ticket.id", "sla_clock.ticket_id")
    .selectAll("sla_clock")
    .select(["ticket.organisation", "ticket.agreement"])
    .where("sla_clock.met_at", "is", null)
    .where("sla_clock.state", "<>", "cancelled")
    .where(which)
    .where("sla_clock.id", ">", afterId)
    .orderBy("sla_clock.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toClock(row), organisation: row.organisation, agreement: row.agreement }));
}

function replays(db: Kysely<Schema>): Replays {
  return {
    listOpenedIn: ({ from, to }, afterId, limit) =>
      db
        .selectFrom("sla_clock")
        .innerJoin("ticket", "ticket.id", "sla_clock.ticket_id")
        .select(["sla_clock.id", "sla_clock.kind", "ticket.ref", "ticket.organisation", "ticket.agreement"])
        .where("ticket.opened_at", ">=", toColumn(from))
        .where("ticket.opened_at", "<", toColumn(to))
        .where("sla_clock.id", ">", afterId)
        .orderBy("sla_clock.id")
        .limit(limit)
        .execute(),
    listOpenUnderOthers: (deskVersionId, afterId, limit) =>
      listOpen(db, sql<boolean>`sla_clock.desk_version_id <> ${deskVersionId}`, afterId, limit),
    listOpenOfOrganisations: (organisations, afterId, limit) =>
      listOpen(db, sql<boolean>`ticket.organisation = any(${[...organisations]}::text[])`, afterId, limit),
    listOpenCalendars: () =>
      db
        .selectFrom("sla_clock")
        .select(["calendar", "desk_version_id as deskVersionId"])
        .distinct()
        .where("met_at", "is", null)
        .where("state", "<>", "cancelled")
        .execute(),
  };
}

async function clocksOf(db: Kysely<Schema>, ticketIds: readonly number[]): Promise<Map<number, StoredClock[]>> {
  const rows = await db
    .selectFrom("sla_clock")
    .selectAll()
    .where("ticket_id", "=", anyOf(ticketIds))
    .orderBy("id")
    .execute();
  const found = new Map<number, StoredClock[]>(ticketIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.ticket_id)?.push(toClock(row));
  return found;
}

async function eventsOf(db: Kysely<Schema>, clockIds: readonly number[]): Promise<Map<number, StoredClockEvent[]>> {
  const rows = await db
    .selectFrom("clock_event")
    .select(["id", "clock_id", "at", "type", "data"])
    .where("clock_id", "=", anyOf(clockIds))
    .orderBy("clock_id")
    .orderBy("at")
    .orderBy("id")
    .execute();
  return byClock(clockIds, rows, toEvent);
}

type Overviews = Pick<ClockStore, "listBreachingNext" | "listBreached">;

function overviews(db: Kysely<Schema>): Overviews {
  const byDeadline = (limit: number) =>
    db.selectFrom("sla_clock").selectAll().orderBy("deadline_at").orderBy("id").limit(limit);
  return {
    listBreachingNext: async (limit) => {
      const rows = await byDeadline(limit)
        .where("state", "=", "running")
        .where("met_at", "is", null)
        .where("deadline_at", "is not", null)
        .execute();
      return rows.map(toClock);
    },
    listBreached: async (limit) => {
      const rows = await byDeadline(limit).where("state", "=", "breached").where("met_at", "is", null).execute();
      return rows.map(toClock);
    },
  };
}

function toEvent(row: Omit<Selectable<Schema["clock_event"]>, "recorded_at">): StoredClockEvent {
  return { id: row.id, clockId: row.clock_id, at: fromColumn(row.at), type: row.type, data: row.data };
}
