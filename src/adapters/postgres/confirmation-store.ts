import { type Kysely, type Selectable, sql } from "kysely";
import type { ConfirmationStore, StoredConfirmation } from "../../usecases/ports/confirmation-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createConfirmationStore(db: Kysely<Schema>): ConfirmationStore {
  return {
    async insert({ ticketId, agent, inboundEmailId, expiresAt, askedAt }) {
      const result = await sql<{ id: number; sha256: string }>`
        insert into agent_confirmation (ticket_id, agent, inbound_email_id, sha256, asked_at, expires_at)
        select ${ticketId}, ${agent}, id, sha256, ${toColumn(askedAt)}, ${toColumn(expiresAt)}
        from inbound_email where id = ${inboundEmailId}
        returning id, sha256`.execute(db);
      const [row] = result.rows;
      if (row === undefined) throw new Error("a mail to be confirmed is not among the inbound emails");
      return { ticketId, agent, inboundEmailId, expiresAt, ...row };
    },

    find: async (id) => one(await byId(db, id).executeTakeFirst()),
    lock: async (id) => one(await byId(db, id).forUpdate().executeTakeFirst()),

    async countOf(agent, since) {
      const counted = await db
        .selectFrom("agent_confirmation")
        .select(({ fn }) => fn.countAll<number>().as("asked"))
        .where("agent", "=", agent)
        .where("asked_at", ">", toColumn(since))
        .executeTakeFirstOrThrow();
      return Number(counted.asked);
    },

    async readHeld({ inboundEmailId, sha256 }) {
      const row = await db
        .selectFrom("inbound_email")
        .innerJoin("raw_mail", "raw_mail.sha256", "inbound_email.sha256")
        .select("raw_mail.bytes")
        .where("inbound_email.id", "=", inboundEmailId)
        .where(sql<string>`encode(sha256(raw_mail.bytes), 'hex')`, "=", sha256)
        .executeTakeFirst();
      return row?.bytes ?? null;
    },

    // One statement decides: of two answers at once the second finds nothing to change.
    async use(id, { at, inboundEmailId }) {
      const result = await db
        .updateTable("agent_confirmation")
        .set({ used_at: toColumn(at), used_by_email_id: inboundEmailId })
        .where("id", "=", id)
        .where("used_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

function byId(db: Kysely<Schema>, id: number) {
  return db.selectFrom("agent_confirmation").selectAll().where("id", "=", id);
}

function one(row: Selectable<Schema["agent_confirmation"]> | undefined): StoredConfirmation | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    ticketId: row.ticket_id,
    agent: row.agent,
    inboundEmailId: row.inbound_email_id,
    sha256: row.sha256,
    expiresAt: fromColumn(row.expires_at),
    usedAt: fromColumn(row.used_at),
  };
}
