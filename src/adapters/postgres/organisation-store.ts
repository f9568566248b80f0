import { type Kysely, type Selectable, sql } from "kysely";
import type { Organisation } from "../../domain/desk/organisation.ts";
import type {
  OrganisationEvent,
  OrganisationStore,
  StoredOrganisation,
} from "../../usecases/ports/organisation-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storableJson } from "./storable.ts";

/** What the stores of one database have read last; shared by all its transactions. */
export interface KnownOrganisations {
  version: number;
  organisations: readonly Organisation[];
}

export const NONE_KNOWN: Readonly<KnownOrganisations> = { version: 0, organisations: [] };

export function createOrganisationStore(db: Kysely<Schema>, known: KnownOrganisations): OrganisationStore {
  return {
    list: () => list(db),
    find: (id) => find(db, id),
    ...versions(db),
    ...changes(db),

    async listCurrent() {
      // The version first: what changes between the two is read again, where the other order would miss it for good.
      const { version } = await readVersions(db);
      if (version !== known.version) {
        known.organisations = (await list(db)).map(({ organisation }) => organisation);
        known.version = version;
      }
      return known.organisations;
    },

    async claimReminder({ organisation, lastDay, stageDays, at }) {
      const claimed = await db
        .insertInto("agreement_reminder")
        .values({ organisation, last_day: lastDay, stage_days: stageDays, told_at: toColumn(at) })
        .onConflict((conflict) => conflict.doNothing())
        .returning("organisation")
        .executeTakeFirst();
      return claimed !== undefined;
    },

    async listEvents(id) {
      const rows = await db
        .selectFrom("organisation_event")
        .selectAll()
        .where("organisation", "=", id)
        .orderBy("id")
        .execute();
      return rows.map(({ at, actor, type, before, after }) => ({ at: fromColumn(at), actor, type, before, after }));
    },
  };
}

function versions(db: Kysely<Schema>): Pick<OrganisationStore, "readVersions" | "listChangedSince" | "markAdopted"> {
  return {
    readVersions: () => readVersions(db),

    async listChangedSince(version) {
      const rows = await db.selectFrom("organisation").select("id").where("version", ">", version).execute();
      return rows.map(({ id }) => id);
    },

    async markAdopted(version) {
      const control = db.updateTable("organisation_control").set({ adopted_version: version });
      await control.where("adopted_version", "<", version).execute();
    },
  };
}

function changes(db: Kysely<Schema>): Pick<OrganisationStore, "beginChange" | "put" | "remove"> {
  return {
    async beginChange() {
      const row = await db
        .updateTable("organisation_control")
        .set({ version: sql<number>`nextval('organisation_version')` })
        .returning("version")
        .executeTakeFirstOrThrow();
      return row.version;
    },

    async put(organisation, { version, at, actor }) {
      const before = (await find(db, organisation.id))?.organisation ?? null;
      const document = storableJson(organisation);
      const now = toColumn(at);
      await db
        .insertInto("organisation")
        .values({ id: organisation.id, document, version, created_at: now, changed_at: now })
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ document, version, changed_at: now }))
        .execute();
      const type = before === null ? "created" : "changed";
      await record(db, { id: organisation.id, at, actor, type, before, after: organisation });
    },

    async remove(id, { at, actor }) {
      const removed = await db.deleteFrom("organisation").where("id", "=", id).returning("document").executeTakeFirst();
      if (removed === undefined) return false;
      await record(db, { id, at, actor, type: "removed", before: removed.document, after: null });
      return true;
    },
  };
}

async function record(db: Kysely<Schema>, event: OrganisationEvent & { readonly id: string }): Promise<void> {
  const { id, at, actor, type, before, after } = event;
  await db
    .insertInto("organisation_event")
    .values({
      organisation: id,
      at: toColumn(at),
      actor,
      type,
      before: before && storableJson(before),
      after: after && storableJson(after),
    })
    .execute();
}

async function readVersions(db: Kysely<Schema>): Promise<{ version: number; adopted: number }> {
  const control = db.selectFrom("organisation_control").select(["version", "adopted_version as adopted"]);
  return (await control.executeTakeFirst()) ?? { version: 0, adopted: 0 };
}

async function list(db: Kysely<Schema>): Promise<StoredOrganisation[]> {
  return (await db.selectFrom("organisation").selectAll().orderBy("id").execute()).map(toStored);
}

async function find(db: Kysely<Schema>, id: string): Promise<StoredOrganisation | null> {
  const row = await db.selectFrom("organisation").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toStored(row);
}

function toStored(row: Selectable<Schema["organisation"]>): StoredOrganisation {
  const { document, version, created_at, changed_at } = row;
  return {
    organisation: document,
    version,
    createdAt: fromColumn(created_at),
    changedAt: fromColumn(changed_at),
  };
}
