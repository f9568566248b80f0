import { type Kysely, sql } from "kysely";
import type { ChangeFilter, ChangeStore, InstalledChange } from "../../usecases/ports/change-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

export function createChangeStore(db: Kysely<Schema>): ChangeStore {
  return {
    async add(change) {
      const row = await db
        .insertInto("installed_change")
        .values({
          ticket_id: change.ticketId,
          organisation: change.organisation,
          at: toColumn(change.at),
          agent: change.agent,
          module: storable(change.module),
          version: storable(change.version),
          approval_id: change.approvalId,
          text: storable(change.text),
          inbound_email_id: change.inboundEmailId,
          message_id: storable(change.messageId),
          line: change.line,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .executeTakeFirst();
      return row?.id ?? null;
    },

    async addInstalled({ releaseId, organisation, at, module, version, text }) {
      await db
        .insertInto("installed_change")
        .values({
          release_id: releaseId,
          organisation,
          at: toColumn(at),
          module: storable(module),
          version: storable(version),
          text: storable(text),
          line: 1,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async listInstalled(organisations) {
      const { rows } = await sql<{ organisation: string; module: string; version: string; isByRelease: boolean }>`
        select organisation, module, version, release_id is not null as "isByRelease"
        from (
          select *, row_number() over (partition by organisation, lower(module), release_id is null order by at desc, id desc) as place
          from installed_change where organisation = any(${[...organisations]}::text[]) and module is not null) as line
        where release_id is not null or place = 1 order by at, id`.execute(db);
      return rows;
    },

    list: (filter) => list(db, filter),
  };
}

async function list(db: Kysely<Schema>, { organisation, limit, beforeId }: ChangeFilter): Promise<InstalledChange[]> {
  let query = db
    .selectFrom("installed_change as change")
    .leftJoin("ticket", "ticket.id", "change.ticket_id")
    .leftJoin("release", "release.id", "change.release_id")
    .leftJoin("approval", "approval.id", "change.approval_id")
    .leftJoin("ticket as consented", "consented.id", "approval.ticket_id")
    .selectAll("change")
    .select([
      "ticket.ref",
      "release.key as release",
      "approval.answered_at",
      "approval.answered_by",
      "approval.answer_email_id",
      "consented.ref as consent_ref",
    ])
    .orderBy("change.id", "desc")
    .limit(limit);
  if (organisation !== undefined) query = query.where("change.organisation", "=", organisation);
  if (beforeId !== undefined) query = query.where("change.id", "<", beforeId);
  return (await query.execute()).map((row) => ({
    id: row.id,
    ref: row.ref,
    organisation: row.organisation,
    at: fromColumn(row.at),
    agent: row.agent,
    module: row.module,
    version: row.version,
    consent: toConsent(row),
    text: row.text,
    inboundEmailId: row.inbound_email_id,
    release: row.release,
  }));
}

function toConsent(row: {
  answered_at: Date | null;
  answered_by: string | null;
  answer_email_id: number | null;
  consent_ref: string | null;
}): InstalledChange["consent"] {
  const at = fromColumn(row.answered_at);
  if (at === null || row.answer_email_id === null) return null;
  return { at, by: row.answered_by ?? "", emailId: row.answer_email_id, ref: row.consent_ref ?? "" };
}
