import { type Kysely, sql } from "kysely";
import type { Stores, UnitOfWork } from "../../usecases/ports/unit-of-work.ts";
import { createAlertStore } from "./alert-store.ts";
import { createAutomaticAnswerStore } from "./automatic-answer-store.ts";
import { createClockStore } from "./clock-store.ts";
import { createInboundStore } from "./inbound-store.ts";
import { fromColumn } from "./instant-column.ts";
import { createMailboxStore } from "./mailbox-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import type { Schema } from "./schema.ts";
import { createTicketStore } from "./ticket-store.ts";
import { createWebhookStore } from "./webhook-store.ts";

// Two transactions that lock in another order, or see each other: PostgreSQL asks to run one of them again.
const RUN_AGAIN = new Set(["40001", "40P01"]);
const MAX_RUNS = 5;

export function createUnitOfWork(database: Kysely<Schema>): UnitOfWork {
  return {
    reading: createStores(database),
    transaction: async (work) => {
      for (let run = 1; ; run++) {
        try {
          return await database.transaction().execute((transaction) => work(createStores(transaction)));
        } catch (error) {
          if (run >= MAX_RUNS || !RUN_AGAIN.has(codeOf(error))) throw error;
        }
      }
    },
  };
}

function createStores(db: Kysely<Schema>): Stores {
  return {
    async now() {
      const result = await sql<{ now: Date }>`select desk_now() as now`.execute(db);
      const row = result.rows[0];
      if (!row) throw new Error("desk_now() gave no row");
      return fromColumn(row.now);
    },
    savepoint: (work) => savepoint(db, work),
    mailboxes: createMailboxStore(db),
    inbound: createInboundStore(db),
    tickets: createTicketStore(db),
    clocks: createClockStore(db),
    alerts: createAlertStore(db),
    outbox: createOutboxStore(db),
    webhooks: createWebhookStore(db),
    automaticAnswers: createAutomaticAnswerStore(db),
  };
}

async function savepoint<T>(db: Kysely<Schema>, work: () => Promise<T>): Promise<T> {
  await sql`savepoint work`.execute(db);
  try {
    const result = await work();
    await sql`release savepoint work`.execute(db);
    return result;
  } catch (error) {
    // A transaction that must run again as a whole, or a lost connection, cannot be mended by going back a little.
    if (RUN_AGAIN.has(codeOf(error))) throw error;
    await sql`rollback to savepoint work`.execute(db);
    await sql`release savepoint work`.execute(db);
    throw error;
  }
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
