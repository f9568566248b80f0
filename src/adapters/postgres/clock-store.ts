import { type Insertable, type Kysely, type Selectable, sql, type Updateable } from "kysely";
import { instant } from "../../domain/time/instant.ts";
import type { ClockStore, StoredClock, StoredClockEvent, StoredEscalation } from "../../usecases/ports/clock-store.ts";
import { createDeskVersionStore } from "./desk-version-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

type ClockRow = Selectable<Schema["sla_clock"]>;
type ClockFold = Partial<Omit<StoredClock, "id" | "ticketId" | "version">>;

// As a scalar subquery it is computed once, so that the index on next_wake_at can answer; the bare volatile call could not.
const now = sql<Date>`(select desk_now())`;

/** sla_clock, clock_event, escalation, alert and desk_version over one connection or transaction. */
export function createClockStore(db: Kysely<Schema>): ClockStore {
  return {
    ...clocks(db),
    ...replays(db),
    ...overviews(db),
    ...wakeUps(db),
    ...arming(db),
    ...ladder(db),
    ...createDeskVersionStore(db),
  };
}

type Clocks = Pick<
  ClockStore,
  | "insert"
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

function clocks(db: Kysely<Schema>): Clocks {
  const ofTicket = (ticketId: number) =>
    db.selectFrom("sla_clock").selectAll().where("ticket_id", "=", ticketId).orderBy("id");
  return {
    insert: async (clock) => {
      const row = { ...foldColumns(clock), ticket_id: clock.ticketId } as Insertable<Schema["sla_clock"]>;
      return (await db.insertInto("sla_clock").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    appendEvent: async ({ clockId, at, type, data }) => {
      await db
        .insertInto("clock_event")
        .values({ clock_id: clockId, at: toColumn(at), type, data: JSON.stringify(data) })
        .execute();
    },
    listEvents: async (clockId) => (await eventsOf(db, [clockId])).get(clockId) ?? [],
    listEventsOf: (clockIds) => eventsOf(db, clockIds),
    listForTicket: async (ticketId) => (await ofTicket(ticketId).execute()).map(toClock),
    listForTickets: (ticketIds) => clocksOf(db, ticketIds),
    lockForTicket: async (ticketId) => (await ofTicket(ticketId).forNoKeyUpdate().execute()).map(toClock),
    find: async (clockId) =>
      orNull(await db.selectFrom("sla_clock").selectAll().where("id", "=", clockId).executeTakeFirst()),
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

type Replays = Pick<ClockStore, "listOpenedIn" | "listOpenUnderOthers" | "listOpenCalendars">;

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
    listOpenUnderOthers: async (deskVersionId, afterId, limit) => {
      const rows = await db
        .selectFrom("sla_clock")
        .innerJoin("ticket", "ticket.id", "sla_clock.ticket_id")
        .selectAll("sla_clock")
        .select(["ticket.organisation", "ticket.agreement"])
        .where("sla_clock.met_at", "is", null)
        .where("sla_clock.state", "<>", "cancelled")
        .where("sla_clock.desk_version_id", "<>", deskVersionId)
        .where("sla_clock.id", ">", afterId)
        .orderBy("sla_clock.id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...toClock(row), organisation: row.organisation, agreement: row.agreement }));
    },
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

// One parameter however many ids, so that the statement stays the same and short.
function anyOf(ids: readonly number[]) {
  return sql<number>`any(${ids}::bigint[])`;
}

function byClock<Row extends { clock_id: number }, Item>(
  clockIds: readonly number[],
  rows: readonly Row[],
  toItem: (row: Row) => Item,
): Map<number, Item[]> {
  const found = new Map<number, Item[]>(clockIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.clock_id)?.push(toItem(row));
  return found;
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

type WakeUps = Pick<ClockStore, "lockDue" | "lockFreeDue" | "listDue">;

function wakeUps(db: Kysely<Schema>): WakeUps {
  // Before a deadline has passed nothing is due at it: an answer at the very instant is in time (sla.md, breach).
  const due = () =>
    db
      .selectFrom("sla_clock")
      .where("state", "in", ["running", "breached"])
      .where("met_at", "is", null)
      .where("next_wake_at", "<", now);
  return {
    lockDue: async (clockId, version) =>
      orNull(
        await due()
          .selectAll()
          .where("id", "=", clockId)
          .where("version", "=", version)
          .forNoKeyUpdate()
          .executeTakeFirst(),
      ),
    lockFreeDue: async (wanted) => {
      const versions = new Map(wanted.map(({ id, version }) => [id, version]));
      const free = due()
        .selectAll()
        .where("id", "=", anyOf([...versions.keys()]));
      const rows = await free.forNoKeyUpdate().skipLocked().execute();
      return rows.filter(({ id, version }) => versions.get(id) === version).map(toClock);
    },
    // In no order: sweeps of several processes then rarely meet at one clock, where one would wait for nothing.
    listDue: (limit, except = []) =>
      db
        .selectFrom(
          due()
            .select(["id", "version", "ticket_id as ticketId"])
            .where("id", "<>", sql<number>`all(${except}::bigint[])`)
            .orderBy("next_wake_at")
            .limit(limit)
            .forNoKeyUpdate()
            .skipLocked()
            .as("most_overdue"),
        )
        .select(["id", "version", "ticketId"])
        .orderBy(sql`random()`)
        .execute(),
  };
}

type Arming = Pick<ClockStore, "listToArm" | "markArmed">;

function arming(db: Kysely<Schema>): Arming {
  return {
    listToArm: async (horizonMs, limit) => {
      const rows = await db
        .selectFrom("sla_clock")
        .select(["id", "version", "next_wake_at"])
        .where("next_wake_at", "<", sql<Date>`(select desk_now() + ${horizonMs} * interval '1 millisecond')`)
        .where(sql<boolean>`armed_version is distinct from version`)
        .orderBy("next_wake_at")
        .limit(limit)
        .execute();
      return rows.flatMap(({ id, version, next_wake_at }) =>
        next_wake_at ? [{ id, version, nextWakeAt: fromColumn(next_wake_at) }] : [],
      );
    },
    markArmed: async (armed) => {
      if (armed.length === 0) return;
      const pairs = armed.map(({ id, version }) => sql`(${id}::bigint, ${version}::integer)`);
      await sql`update sla_clock set armed_version = armed.version
        from (values ${sql.join(pairs)}) as armed (id, version)
        where sla_clock.id = armed.id and sla_clock.version = armed.version`.execute(db);
    },
  };
}

type Ladder = Pick<ClockStore, "recordEscalations" | "listEscalations" | "listEscalationsOf" | "recordAlert">;

function ladder(db: Kysely<Schema>): Ladder {
  return {
    recordEscalations: (escalations) => recordEscalations(db, escalations),
    listEscalations: async (clockId) => (await escalationsOf(db, [clockId])).get(clockId) ?? [],
    listEscalationsOf: (clockIds) => escalationsOf(db, clockIds),
    recordAlert: async ({ escalationId, ticketId, kind, recipient, outboxId, waitsForDigest }) => {
      const alert = { kind, recipient, outbox_id: outboxId, waits_for_digest: waitsForDigest };
      await db
        .insertInto("alert")
        .values({ ...alert, escalation_id: escalationId, ticket_id: ticketId })
        .execute();
    },
  };
}

async function recordEscalations(
  db: Kysely<Schema>,
  escalations: Parameters<ClockStore["recordEscalations"]>[0],
): Promise<(number | null)[]> {
  if (escalations.length === 0) return [];
  const rows = await db
    .insertInto("escalation")
    .values(
      escalations.map(({ clockId, generation, step, kind, dueAt, firedAt }) => ({
        ...{ clock_id: clockId, generation, step, kind },
        ...{ due_at: toColumn(dueAt), fired_at: toColumn(firedAt) },
      })),
    )
    .onConflict((conflict) => conflict.columns(["clock_id", "generation", "step"]).doNothing())
    .returning(["id", "clock_id", "generation", "step"])
    .execute();
  const nameOf = (clockId: number, generation: number, step: number) => `${clockId} ${generation} ${step}`;
  const ids = new Map(rows.map((row) => [nameOf(row.clock_id, row.generation, row.step), row.id]));
  return escalations.map(({ clockId, generation, step }) => ids.get(nameOf(clockId, generation, step)) ?? null);
}

async function escalationsOf(
  db: Kysely<Schema>,
  clockIds: readonly number[],
): Promise<Map<number, StoredEscalation[]>> {
  const rows = await db
    .selectFrom("escalation")
    .selectAll()
    .where("clock_id", "=", anyOf(clockIds))
    .orderBy("id")
    .execute();
  return byClock(clockIds, rows, toEscalation);
}

function toClock(row: ClockRow): StoredClock {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    kind: row.kind,
    level: row.level,
    calendar: row.calendar,
    deskVersionId: row.desk_version_id,
    state: row.state,
    startedAt: fromColumn(row.started_at),
    targetMinutes: row.target_minutes,
    deadlineAt: fromColumn(row.deadline_at),
    elapsedMs: row.elapsed_ms,
    metAt: fromColumn(row.met_at),
    breachedAt: fromColumn(row.breached_at),
    pauseReason: row.pause_reason,
    nextWakeAt: fromColumn(row.next_wake_at),
    generation: row.generation,
    ladderHeldUntil: fromColumn(row.ladder_held_until),
    version: row.version,
    armedVersion: row.armed_version,
  };
}

const orNull = (row: ClockRow | undefined): StoredClock | null => (row ? toClock(row) : null);

function toEvent(row: Omit<Selectable<Schema["clock_event"]>, "recorded_at">): StoredClockEvent {
  return { id: row.id, clockId: row.clock_id, at: fromColumn(row.at), type: row.type, data: row.data };
}

function toEscalation(row: Selectable<Schema["escalation"]>): StoredEscalation {
  return {
    generation: row.generation,
    step: row.step,
    kind: row.kind,
    dueAt: fromColumn(row.due_at),
    firedAt: fromColumn(row.fired_at),
  };
}

/** Only the columns that were given: an absent key leaves its column as it is. */
function foldColumns(fold: ClockFold): Updateable<Schema["sla_clock"]> {
  const at = (value: number | null | undefined) =>
    value === undefined || value === null ? value : toColumn(instant(value));
  const columns = {
    kind: fold.kind,
    level: fold.level,
    calendar: fold.calendar,
    desk_version_id: fold.deskVersionId,
    state: fold.state,
    started_at: at(fold.startedAt),
    target_minutes: fold.targetMinutes,
    deadline_at: at(fold.deadlineAt),
    elapsed_ms: fold.elapsedMs,
    met_at: at(fold.metAt),
    breached_at: at(fold.breachedAt),
    pause_reason: fold.pauseReason,
    next_wake_at: at(fold.nextWakeAt),
    generation: fold.generation,
    ladder_held_until: at(fold.ladderHeldUntil),
    armed_version: fold.armedVersion,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
