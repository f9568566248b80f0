import { type Kysely, sql } from "kysely";
import type { SessionStore } from "../../usecases/ports/session-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createSessionStore(db: Kysely<Schema>): SessionStore {
  return { ...sessions(db), ...endings(db), ...links(db) };
}

function sessions(db: Kysely<Schema>): Pick<SessionStore, "open" | "findNow" | "end" | "list"> {
  return {
    async open({ id, agent, keyId, expiresAt }) {
      const row = { id, agent, key_id: keyId, expires_at: toColumn(expiresAt) };
      await db.insertInto("console_session").values(row).execute();
    },

    async findNow(id) {
      const row = await db
        .selectFrom("console_session")
        .select(sql<Date>`desk_now()`.as("now"))
        .where("id", "=", id)
        .executeTakeFirst();
      return row === undefined ? null : fromColumn(row.now);
    },

    async end(id) {
      const result = await db.deleteFrom("console_session").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },

    async list() {
      const rows = await db
        .selectFrom("console_session")
        .selectAll()
        .where("expires_at", ">", sql<Date>`now()`)
        .where(
          sql<boolean>`not exists (select from api_key key where key.id = key_id and (key.revoked_at is not null or key.expires_at <= desk_now()))`,
        )
        .orderBy("opened_at", "desc")
        .orderBy("id")
        .execute();
      return rows.map((row) => ({
        id: row.id,
        agent: row.agent,
        keyId: row.key_id,
        openedAt: fromColumn(row.opened_at),
        expiresAt: fromColumn(row.expires_at),
      }));
    },
  };
}

function endings(db: Kysely<Schema>): Pick<SessionStore, "endOf" | "listAgents" | "dropExpired"> {
  return {
    async endOf(agent) {
      const whose = agent === null ? sql`true` : sql`agent = ${agent}`;
      // Links first: whoever is signing in by one holds it until their session is to be seen (`useLink`).
      // Whatever the database's clock says: it is not the one by which they expire. Those that it takes for expired are not counted.
      const used = await sql<{ isOpen: boolean }>`
        update sign_in_link set used_at = desk_now() where ${whose} and used_at is null
        returning coalesce(expires_at > now(), false) as "isOpen"`.execute(db);
      const ended = await sql`delete from console_session where ${whose}`.execute(db);
      return { sessions: Number(ended.numAffectedRows ?? 0), links: used.rows.filter(({ isOpen }) => isOpen).length };
    },

    async listAgents() {
      const { rows } = await sql<{ agent: string }>`
        select agent from console_session where agent is not null
        union select agent from sign_in_link where agent is not null and used_at is null and expires_at > now()
        order by agent`.execute(db);
      return rows.map(({ agent }) => agent);
    },

    async dropExpired(linksBefore, limit) {
      const ended = await sql`
        delete from console_session where ctid in (select ctid from console_session where expires_at < now() limit ${limit})`.execute(
        db,
      );
      const dropped = await sql`
        delete from sign_in_link where ctid in (
          select ctid from sign_in_link where at < ${toColumn(linksBefore)} and coalesce(expires_at, at) < now() limit ${limit})`.execute(
        db,
      );
      return Number(ended.numAffectedRows ?? 0) + Number(dropped.numAffectedRows ?? 0);
    },
  };
}

function links(db: Kysely<Schema>): Pick<SessionStore, "addLink" | "addMailedLink" | "hasLink" | "useLink"> {
  return {
    async addLink({ id, agent, expiresAt }) {
      const row = { name: id, agent, expires_at: toColumn(expiresAt), is_mailed: false };
      await db.insertInto("sign_in_link").values(row).execute();
    },

    async addMailedLink({ id, agent, expiresAt }, since, most) {
      await sql`select pg_advisory_xact_lock(hashtextextended('sign-in links', 0))`.execute(db);
      const result = await sql`
        insert into sign_in_link (name, agent, expires_at) select ${id}, ${agent}, ${toColumn(expiresAt)}
        where (select count(*) from sign_in_link where agent = ${agent} and is_mailed and at > ${toColumn(since)}) < ${most}`.execute(
        db,
      );
      return Number(result.numAffectedRows ?? 0) > 0;
    },

    async hasLink(id) {
      const row = await db
        .selectFrom("sign_in_link")
        .select("name")
        .where("name", "=", id)
        .where("used_at", "is", null)
        .executeTakeFirst();
      return row !== undefined;
    },

    async useLink(id) {
      const result = await db
        .updateTable("sign_in_link")
        .set({ used_at: sql<Date>`desk_now()` })
        .where("name", "=", id)
        .where("used_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}
