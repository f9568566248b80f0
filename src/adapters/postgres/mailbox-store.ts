import { type Kysely, sql, type Transaction } from "kysely";
import type { Acceptance, AcceptanceResult, MailboxStore } from "../../usecases/ports/mailbox-store.ts";
import { acceptBatch } from "./accept-batch.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

const MAX_ERROR_LENGTH = 500;
const TRIES_OF_ONE_ACCEPTANCE = 3;
/** PostgreSQL's class 40: the transaction was undone and may simply be run again. */
const UNDONE = new Set(["40001", "40P01"]);

export function createMailboxStore(db: Kysely<Schema>): MailboxStore {
  return {
    ensure: (name, folder) => ensure(db, name, folder),
    acquireLease: (mailboxId, owner, seconds) => acquireLease(db, mailboxId, owner, seconds),
    renewLease: (mailboxId, epoch, seconds) => renewLease(db, mailboxId, epoch, seconds),

    async releaseLease(mailboxId, epoch) {
      await db
        .updateTable("mailbox")
        .set({ lease_owner: null, lease_until: null })
        .where("id", "=", mailboxId)
        .where("lease_epoch", "=", epoch)
        .execute();
    },

    async recordSuccess(mailboxId) {
      await db
        .updateTable("mailbox")
        .set({ last_success_at: sql<Date>`desk_now()`, last_error: null, last_error_code: null, last_error_at: null })
        .where("id", "=", mailboxId)
        .execute();
    },

    async recordFailure(mailboxId, { code, message }) {
      await db
        .updateTable("mailbox")
        .set({
          last_error: message.slice(0, MAX_ERROR_LENGTH),
          last_error_code: code,
          last_error_at: sql<Date>`desk_now()`,
        })
        .where("id", "=", mailboxId)
        .execute();
    },

    list: () => list(db),
    findCursor: (mailboxId, folder) => findCursor(db, mailboxId, folder),

    async beginGeneration(mailboxId, folder, uidvalidity) {
      await db
        .insertInto("cursor")
        .values({ mailbox_id: mailboxId, folder, uidvalidity })
        .onConflict((conflict) =>
          conflict.columns(["mailbox_id", "folder", "uidvalidity"]).doUpdateSet({
            begun_at: sql<Date>`desk_now()`,
            last_uid: 0,
          }),
        )
        .execute();
    },

    accept: (acceptance) => accept(db, acceptance),
  };
}

async function ensure(db: Kysely<Schema>, name: string, folder: string): Promise<number> {
  const row = await db
    .insertInto("mailbox")
    .values({ name, folder })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ folder }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

// Leases are kept by the machine's own time, not by desk_now(): a demo that moves the desk's time must not leave a lease
// that lasts for days. Which reader may write is decided by the epoch alone.
async function acquireLease(
  db: Kysely<Schema>,
  mailboxId: number,
  owner: string,
  seconds: number,
): Promise<{ epoch: number } | null> {
  const row = await db
    .updateTable("mailbox")
    .set((eb) => ({ lease_owner: owner, lease_epoch: eb("lease_epoch", "+", 1), lease_until: leaseEnd(seconds) }))
    .where("id", "=", mailboxId)
    .where((eb) =>
      eb.or([
        eb("lease_owner", "is", null),
        eb("lease_owner", "=", owner),
        eb("lease_until", "<", sql<Date>`clock_timestamp()`),
      ]),
    )
    .returning("lease_epoch")
    .executeTakeFirst();
  return row ? { epoch: row.lease_epoch } : null;
}

async function renewLease(db: Kysely<Schema>, mailboxId: number, epoch: number, seconds: number): Promise<boolean> {
  const result = await db
    .updateTable("mailbox")
    .set({ lease_until: leaseEnd(seconds) })
    .where("id", "=", mailboxId)
    .where("lease_epoch", "=", epoch)
    .where("lease_owner", "is not", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function leaseEnd(seconds: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
}

async function list(db: Kysely<Schema>): ReturnType<MailboxStore["list"]> {
  const rows = await db
    .selectFrom("mailbox")
    .select(["id", "name", "last_success_at", "last_error", "last_error_at"])
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    lastSuccessAt: fromColumn(row.last_success_at),
    lastError: row.last_error,
    lastErrorAt: fromColumn(row.last_error_at),
  }));
}

async function findCursor(
  db: Kysely<Schema>,
  mailboxId: number,
  folder: string,
): ReturnType<MailboxStore["findCursor"]> {
  const row = await db
    .selectFrom("cursor")
    .select(["uidvalidity", "last_uid"])
    .where("mailbox_id", "=", mailboxId)
    .where("folder", "=", folder)
    .orderBy("begun_at", "desc")
    .orderBy("uidvalidity", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? { uidvalidity: row.uidvalidity, lastUid: row.last_uid } : null;
}

// Inside a caller's transaction it is part of that one; else it is one of its own, run again when PostgreSQL undid it.
async function accept(db: Kysely<Schema>, acceptance: Acceptance): Promise<AcceptanceResult> {
  if (db.isTransaction) return acceptBatch(db as Transaction<Schema>, acceptance);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute((transaction) => acceptBatch(transaction, acceptance));
    } catch (error) {
      if (attempt >= TRIES_OF_ONE_ACCEPTANCE || !UNDONE.has(codeOf(error))) throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
