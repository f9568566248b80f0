import { type Kysely, type Selectable, sql } from "kysely";
import type { KnownError } from "../../domain/known-errors/known-error.ts";
import type {
  FixedIn,
  KnownErrorChange,
  KnownErrorFilter,
  KnownErrorStore,
  LinkedTicket,
  StoredKnownError,
} from "../../usecases/ports/known-error-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

type Row = Selectable<LedgerTables["known_error"]>;

export function createKnownErrorStore(db: Kysely<Schema>): KnownErrorStore {
  return {
    async create({ title, modules, hosting, at, by }) {
      const row = await db
        .insertInto("known_error")
        .values({
          title: storable(title),
          modules: storableJson(modules),
          hosting,
          created_at: toColumn(at),
          created_by: by,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .executeTakeFirst();
      return row?.id ?? null;
    },

    async find(id) {
      const row = await db.selectFrom("known_error").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : ((await withTickets(db, [row]))[0] ?? null);
    },

    findByTitle: (title) => findByTitle(db, title),
    list: async (filter) => await withTickets(db, await listRows(db, filter)),

    async listForTicket(ticketId) {
      const rows = await db
        .selectFrom("known_error")
        .innerJoin("known_error_ticket", "known_error_ticket.known_error_id", "known_error.id")
        .selectAll("known_error")
        .where("known_error_ticket.ticket_id", "=", ticketId)
        .orderBy("known_error.id")
        .execute();
      const fixedIn = await fixesOf(db, rows);
      return rows.map((row) => ({ ...toKnownError(row), fixedIn: fixedIn.get(row.id) ?? [] }));
    },

    async link(id, ticketId, at) {
      const linked = await db
        .insertInto("known_error_ticket")
        .values({ known_error_id: id, ticket_id: ticketId, linked_at: toColumn(at) })
        .onConflict((conflict) => conflict.doNothing())
        .returning("ticket_id")
        .executeTakeFirst();
      return linked !== undefined;
    },

    async unlink(id, ticketId) {
      const unlinked = await db
        .deleteFrom("known_error_ticket")
        .where("known_error_id", "=", id)
        .where("ticket_id", "=", ticketId)
        .returning("ticket_id")
        .executeTakeFirst();
      return unlinked !== undefined;
    },

    change: (id, change, made) => changeError(db, id, change, made),
  };
}

async function findByTitle(db: Kysely<Schema>, title: string): Promise<number | null> {
  const row = await db
    .selectFrom("known_error")
    .select("id")
    .where(sql<string>`lower(title)`, "=", sql<string>`lower(${storable(title)})`)
    .where("state", "<>", "withdrawn")
    .executeTakeFirst();
  return row?.id ?? null;
}

async function listRows(db: Kysely<Schema>, { state, limit, beforeId }: KnownErrorFilter): Promise<Row[]> {
  let query = db.selectFrom("known_error").selectAll().orderBy("id", "desc").limit(limit);
  if (state !== undefined) query = query.where("state", "=", state);
  if (beforeId !== undefined) query = query.where("id", "<", beforeId);
  return await query.execute();
}

async function withTickets(db: Kysely<Schema>, rows: readonly Row[]): Promise<StoredKnownError[]> {
  const ids = rows.map(({ id }) => id);
  const linked = await db
    .selectFrom("known_error_ticket")
    .innerJoin("ticket", "ticket.id", "known_error_ticket.ticket_id")
    .select(["known_error_ticket.known_error_id as id", "ticket.ref", "ticket.subject", "ticket.organisation"])
    .where("known_error_ticket.known_error_id", "=", sql<number>`any(${ids}::bigint[])`)
    .orderBy("known_error_ticket.linked_at")
    .orderBy("ticket.id")
    .execute();
  const tickets = new Map<number, LinkedTicket[]>(ids.map((id) => [id, []]));
  const fixedIn = await fixesOf(db, rows);
  for (const { id, ref, subject, organisation } of linked) tickets.get(id)?.push({ ref, subject, organisation });
  return rows.map((row) => ({
    ...toKnownError(row),
    createdAt: fromColumn(row.created_at),
    createdBy: row.created_by,
    fixedIn: fixedIn.get(row.id) ?? [],
    tickets: tickets.get(row.id) ?? [],
  }));
}

async function fixesOf(db: Kysely<Schema>, rows: readonly Row[]): Promise<Map<number, FixedIn[]>> {
  const fixedIn = new Map<number, FixedIn[]>(rows.map(({ id }) => [id, []]));
  if (rows.length === 0) return fixedIn;
  const fixes = await db
    .selectFrom("release_fix")
    .innerJoin("release", "release.id", "release_fix.release_id")
    .select(["release_fix.known_error_id as id", "release.key as release", "release.module", "release.version"])
    .where("release_fix.known_error_id", "=", sql<number>`any(${rows.map(({ id }) => id)}::bigint[])`)
    .where("release.published_at", "is not", null)
    .orderBy("release.published_at")
    .orderBy("release.id")
    .execute();
  for (const { id, ...fix } of fixes) fixedIn.get(id)?.push(fix);
  return fixedIn;
}

async function changeError(
  db: Kysely<Schema>,
  id: number,
  { title, modules, ...plain }: KnownErrorChange,
  made: Parameters<KnownErrorStore["change"]>[2],
): Promise<boolean | null> {
  // Nobody takes the title meanwhile.
  await sql`lock table known_error in share row exclusive mode`.execute(db);
  const before = await db.selectFrom("known_error").selectAll().where("id", "=", id).executeTakeFirst();
  if (before === undefined) return false;
  const after = { ...toKnownError(before), ...plain, ...(title === undefined ? {} : { title }) };
  const other = after.state === "withdrawn" ? null : await findByTitle(db, after.title);
  if (other !== null && other !== id) return null;
  await db
    .updateTable("known_error")
    .set({
      ...plain,
      ...(title === undefined ? {} : { title: storable(title) }),
      ...(modules === undefined ? {} : { modules: storableJson(modules) }),
    })
    .where("id", "=", id)
    .execute();
  const data = { before: toKnownError(before), change: { ...plain, title, modules } };
  await db
    .insertInto("known_error_event")
    .values({ known_error_id: id, at: toColumn(made.at), actor: made.by, data: storableJson(data) })
    .execute();
  return true;
}

function toKnownError(row: Row): KnownError {
  return { id: row.id, title: row.title, state: row.state, modules: row.modules, hosting: row.hosting };
}
