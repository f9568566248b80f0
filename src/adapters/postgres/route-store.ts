import { type Kysely, sql } from "kysely";
import type { RouteTrouble } from "../../domain/outbound/send-result.ts";
import type { RouteStore, TroubledRoute } from "../../usecases/ports/route-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

interface RouteRow {
  mailbox_id: number;
  name: string;
  trouble: RouteTrouble;
  why: string;
  failures: number;
  since: Date;
  rests_until: Date;
  told_at: Date | null;
}

export function createRouteStore(db: Kysely<Schema>): RouteStore {
  return {
    async listTroubled() {
      const result = await sql<RouteRow>`
        select * from smtp_route where trouble is not null order by mailbox_id, name`.execute(db);
      return result.rows.map(toRoute);
    },

    async lock({ mailboxId, name }) {
      // The row is there before it is locked: two that find out at once must not both be the first.
      await sql`insert into smtp_route (mailbox_id, name) values (${mailboxId}, ${name}) on conflict do nothing`.execute(
        db,
      );
      const result = await sql<Omit<RouteRow, "trouble"> & { trouble: RouteTrouble | null }>`
        select * from smtp_route where mailbox_id = ${mailboxId} and name = ${name} for update`.execute(db);
      const row = result.rows[0];
      const trouble = row === undefined || row.trouble === null ? null : toRoute({ ...row, trouble: row.trouble });
      return { trouble, toldAt: fromColumn(row?.told_at ?? null) };
    },

    async recordTrouble(route, isTold) {
      await sql`
        update smtp_route set trouble = ${route.trouble}, why = ${storable(route.why)}, failures = ${route.failures},
          since = ${toColumn(route.since)}, rests_until = ${toColumn(route.restsUntil)}, is_told = is_told or ${isTold},
          told_at = case when ${isTold} then desk_now() else told_at end
        where mailbox_id = ${route.mailboxId} and name = ${route.name}`.execute(db);
    },

    async claimTry({ mailboxId, name }, seconds) {
      const result = await sql`
        update smtp_route set rests_until = desk_now() + make_interval(secs => ${seconds})
        where mailbox_id = ${mailboxId} and name = ${name} and trouble is not null and rests_until <= desk_now()
        `.execute(db);
      return result.numAffectedRows === 1n;
    },

    async endRest({ mailboxId, name }) {
      await sql`update smtp_route set rests_until = desk_now()
        where mailbox_id = ${mailboxId} and name = ${name} and rests_until > desk_now()`.execute(db);
    },

    async recordRecovery({ mailboxId, name }) {
      const result = await sql<{ was_told: boolean }>`
        with troubled as (
          select mailbox_id, name, is_told from smtp_route
          where mailbox_id = ${mailboxId} and name = ${name} and trouble is not null for update
        )
        update smtp_route r set trouble = null, why = null, failures = 0, since = null, rests_until = null, is_told = false
        from troubled where r.mailbox_id = troubled.mailbox_id and r.name = troubled.name
        returning troubled.is_told as was_told`.execute(db);
      return result.rows[0] === undefined ? null : { wasTold: result.rows[0].was_told };
    },
  };
}

function toRoute(row: RouteRow): TroubledRoute {
  return {
    mailboxId: row.mailbox_id,
    name: row.name,
    trouble: row.trouble,
    why: row.why,
    failures: row.failures,
    since: fromColumn(row.since),
    restsUntil: fromColumn(row.rests_until),
  };
}
