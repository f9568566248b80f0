import { type Kysely, sql } from "kysely";
import type { Reporter } from "../../domain/releases/plan-notices.ts";
import type { DueInstallation, ReleaseStore } from "../../usecases/ports/release-store.ts";
import { listDeliveries, lockUntold, publishRelease } from "./release-notices.ts";
import { lockReleases, releaseRows, saveRelease, toRelease } from "./release-rows.ts";
import { createTicketLinks } from "./release-tickets.ts";
import type { Schema } from "./schema.ts";

export function createReleaseStore(db: Kysely<Schema>): ReleaseStore {
  const one = async (query: ReturnType<typeof releaseRows>) => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toRelease(row);
  };
  return {
    save: (release, at) => saveRelease(db, release, at),
    find: (key) => one(releaseRows(db).where("key", "=", key)),
    findById: (id) => one(releaseRows(db).where("release.id", "=", id)),

    async lock(key) {
      await lockReleases(db);
      return await one(releaseRows(db).where("key", "=", key));
    },

    async list({ limit, beforeId }) {
      let query = releaseRows(db).orderBy("release.id", "desc").limit(limit);
      if (beforeId !== undefined) query = query.where("release.id", "<", beforeId);
      return (await query.execute()).map(toRelease);
    },

    listReporters: (errorIds) => listReporters(db, errorIds),
    languagesOf: (addresses) => languagesOf(db, addresses),
    publish: (id, plan, at) => publishRelease(db, id, plan, at),
    lockUntold: (id, limit) => lockUntold(db, id, limit),

    async recordTold(noticeId, outboxId) {
      await db.updateTable("release_recipient").set({ outbox_id: outboxId }).where("id", "=", noticeId).execute();
    },

    async recordLeftOut(noticeId, why) {
      await db.updateTable("release_recipient").set({ left_out: why }).where("id", "=", noticeId).execute();
    },

    async retryUnmade(id) {
      await db
        .updateTable("release_recipient")
        .set({ left_out: null })
        .where("release_id", "=", id)
        .where("left_out", "=", "not-made")
        .execute();
    },

    async listUnfinished() {
      const rows = await releaseRows(db)
        .where(
          sql<boolean>`exists (select from release_recipient r
            where r.release_id = release.id and r.outbox_id is null and r.left_out is null)`,
        )
        .orderBy("release.id")
        .execute();
      return rows.map(toRelease);
    },

    listOrganisations: async (id) =>
      await db
        .selectFrom("release_organisation")
        .select(["organisation", "hosting", "reason"])
        .where("release_id", "=", id)
        .orderBy("organisation")
        .execute(),

    listDeliveries: (id, page) => listDeliveries(db, id, page),
    findByNotice: (noticeId) => one(releaseRows(db).where("release.id", "=", noticesOf(db).where("id", "=", noticeId))),
    findByOutbox: (outboxId) =>
      one(releaseRows(db).where("release.id", "=", noticesOf(db).where("outbox_id", "=", outboxId))),

    ...createTicketLinks(db),
    listDueInstallations: (today, limit) => listDueInstallations(db, today, limit),
  };
}

function noticesOf(db: Kysely<Schema>) {
  return db.selectFrom("release_recipient").select("release_id");
}

// Whoever wrote a ticket that was merged into a reporting one reported the error too.
async function listReporters(db: Kysely<Schema>, errorIds: readonly number[]): Promise<Reporter[]> {
  const { rows } = await sql<{ address: string; organisation: string | null; errors: number[] }>`
    with recursive reporting (error_id, ticket_id) as (
      select known_error_id, ticket_id from known_error_ticket where known_error_id = any(${errorIds}::bigint[])
      union
      select r.error_id, t.id from reporting r join ticket t on t.merged_into_id = r.ticket_id
    )
    select q.address, t.organisation, json_agg(distinct r.error_id order by r.error_id) as errors
    from reporting r join ticket t on t.id = r.ticket_id join requester q on q.id = t.requester_id
    group by q.address, t.organisation
    order by q.address, t.organisation`.execute(db);
  return rows;
}

async function languagesOf(db: Kysely<Schema>, addresses: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ address: string; language: string }>`
    select distinct on (q.id) q.address, t.language
    from requester q join ticket t on t.requester_id = q.id
    where q.address = any(${addresses}::text[])
    order by q.id, t.id desc`.execute(db);
  return new Map(rows.map(({ address, language }) => [address.toLowerCase(), language]));
}

async function listDueInstallations(db: Kysely<Schema>, today: string, limit: number): Promise<DueInstallation[]> {
  const { rows } = await sql<DueInstallation>`
    select o.release_id as "releaseId", o.organisation
    from release_organisation o join release r on r.id = o.release_id
    where o.reason is null and o.hosting = 'vendor' and r.available_on <= ${today}
      and not exists (select from installed_change c where c.release_id = o.release_id and c.organisation = o.organisation)
    order by o.release_id, o.organisation
    limit ${limit}`.execute(db);
  return rows;
}
