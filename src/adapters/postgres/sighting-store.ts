import { type Kysely, type SqlBool, sql } from "kysely";
import type { SightingStore } from "../../usecases/ports/sighting-store.ts";
import type { Schema } from "./schema.ts";

/** Faults are named up to so many of a kind: enough to begin mending. */
const MAX_NAMED = 100;

export function createSightingStore(db: Kysely<Schema>): SightingStore {
  return {
    async listSighted(mailboxId, folder, uidvalidity, uids) {
      if (uids.length === 0) return new Set();
      const rows = await db
        .selectFrom("sighting")
        .select("uid")
        .where("mailbox_id", "=", mailboxId)
        .where("folder", "=", folder)
        .where("uidvalidity", "=", uidvalidity)
        .where(sql<SqlBool>`uid = any(${uids}::bigint[])`)
        .execute();
      return new Set(rows.map((row) => row.uid));
    },

    async countInbound() {
      const states = await db
        .selectFrom("inbound_email")
        .select((eb) => ["state", eb.fn.countAll<number>().as("count")])
        .groupBy("state")
        .execute();
      const countOf = (state: string) => states.find((row) => row.state === state)?.count ?? 0;
      return {
        accepted: countOf("accepted"),
        filed: countOf("filed"),
        quarantined: countOf("quarantined"),
        withoutFiling: await listIds(db, sql`e.state = 'filed' and f.inbound_email_id is null`),
        filedTwice: await listIds(db, sql`e.state <> 'filed' and f.inbound_email_id is not null`),
        withoutTicket: await listIds(db, sql`f.decision in ('ticketed', 'threaded') and f.ticket_id is null`),
        withoutSighting: await listIds(db, sql`not exists (select 1 from sighting s where s.inbound_email_id = e.id)`),
      };
    },
  };
}

async function listIds(db: Kysely<Schema>, condition: ReturnType<typeof sql>): Promise<number[]> {
  const result = await sql<{ id: number }>`
    select e.id from inbound_email e left join filing f on f.inbound_email_id = e.id
    where ${condition} order by e.id limit ${MAX_NAMED}`.execute(db);
  return result.rows.map((row) => row.id);
}
