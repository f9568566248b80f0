import { type Kysely, sql } from "kysely";
import type { AuditDeed } from "../../domain/audit/audit-event.ts";
import { AdapterError, isDatabaseFailure } from "../../usecases/ports/adapter-error.ts";
import type { MailboxStore } from "../../usecases/ports/mailbox-store.ts";
import { type Tracer, UNTRACED } from "../../usecases/ports/tracer.ts";
import { RunAgain, type Stores, type UnitOfWork } from "../../usecases/ports/unit-of-work.ts";
import { createAlertStore } from "./alert-store.ts";
import { appendDeeds } from "./append-deeds.ts";
import { createApprovalStore } from "./approval-store.ts";
import { createAuditStore } from "./audit-store.ts";
import { createAutomaticAnswerStore } from "./automatic-answer-store.ts";
import { createCanaryStore } from "./canary-store.ts";
import { createChangeStore } from "./change-store.ts";
import { createClockStore } from "./clock-store.ts";
import { createConfirmationStore } from "./confirmation-store.ts";
import { createConsoleStore } from "./console-store.ts";
import { createExpiryStore } from "./expiry-store.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";
import { createImportStore } from "./import-store.ts";
import { createInboundStore } from "./inbound-store.ts";
import { fromColumn } from "./instant-column.ts";
import { createKeyStore } from "./key-store.ts";
import { createKnownErrorStore } from "./known-error-store.ts";
import { createMailboxStore } from "./mailbox-store.ts";
import { isOutdatedPlan } from "./name-statements.ts";
import { onConnection } from "./on-connection.ts";
import { createOrganisationStore, type KnownOrganisations, NONE_KNOWN } from "./organisation-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createErasureStore } from "./privacy/erasure-store.ts";
import { createHoldStore } from "./privacy/hold-store.ts";
import { createPersonStore } from "./privacy/person-store.ts";
import { createRetentionStore } from "./privacy/retention-store.ts";
import { createReleaseStore } from "./release-store.ts";
import { createReportStore } from "./report-store.ts";
import { createRouteStore } from "./route-store.ts";
import type { Schema } from "./schema.ts";
import { createSessionStore } from "./session-store.ts";
import { createSuppressionStore } from "./suppression-store.ts";
import { createSurveyStore } from "./survey-store.ts";
import { createTicketStore } from "./ticket-store.ts";
import { createTimeStore } from "./time-store.ts";
import { createTroubleStore } from "./trouble-store.ts";
import { createWebhookStore } from "./webhook-store.ts";
import { behind, createWriteBehind, type WriteBehind } from "./write-behind.ts";

// Two transactions that lock in another order, or see each other: PostgreSQL asks to run one of them again.
const RUN_AGAIN = new Set(["40001", "40P01"]);
const MAX_RUNS = 5;
// What a statement gets that comes after one that failed; the second, one whose name the server was to learn after that failure.
const FAILED_ALREADY = new Set(["25P02", "26000"]);
// Classes of SQLSTATE that tell of the connection, the transaction or the server, never of what was written.
const ABOUT_DATABASE = /^(08|25|40|53|55|57|58|XX)[0-9A-Z]{3}$/;

/** `onCommitted` is told after each commit; it cannot fail the work. */
export function createUnitOfWork(
  database: Kysely<Schema>,
  onCommitted: () => void = () => undefined,
  tracer: Tracer = UNTRACED,
): UnitOfWork {
  const shared: Shared = { known: { ...NONE_KNOWN }, tracer };
  return {
    reading: createStores(database, shared),
    transaction: async (work) => {
      const { result, toTell } = await untilDone(() => inTransaction(database, shared, work));
      onCommitted();
      for (const tell of toTell) tell();
      return result;
    },
  };
}

async function untilDone<T>(run: () => Promise<T>): Promise<T> {
  for (let runs = 1; ; runs++) {
    try {
      return await run();
    } catch (error) {
      if (runs >= MAX_RUNS || !isToRunAgain(error)) throw error;
    }
  }
}

/** What all transactions of a unit of work have in common. */
interface Shared {
  readonly known: KnownOrganisations;
  readonly tracer: Tracer;
}

function inTransaction<T>(
  database: Kysely<Schema>,
  shared: Shared,
  work: (stores: Stores) => Promise<T>,
): Promise<{ readonly result: T; readonly toTell: readonly (() => void)[] }> {
  return database.transaction().execute((transaction) =>
    transaction.getExecutor().provideConnection((connection) => {
      const writes = createWriteBehind();
      const doom: Doom = { cause: null };
      const deeds: AuditDeed[] = [];
      const toTell: (() => void)[] = [];
      const db = onConnection(connection);
      const stores = createTransactionStores(createStores(db, shared), { db, writes, doom, deeds, toTell });
      return withDoom(doom, () =>
        withOutcome(writes, async () => {
          const result = await work(stores);
          await appendDeeds(db, deeds);
          return { result, toTell };
        }),
      );
    }),
  );
}

/** What a transaction carries beside its stores. */
interface Underway {
  readonly db: Kysely<Schema>;
  readonly writes: WriteBehind;
  readonly doom: Doom;
  /** To be put on record at its end. */
  readonly deeds: AuditDeed[];
  /** To be called once it is committed. */
  readonly toTell: (() => void)[];
}

/** Why nothing of a transaction can become true any more: then going back to a savepoint mends nothing. Null while all is well. */
interface Doom {
  cause: unknown;
}

/** Work may catch what dooms its transaction, and go on: that is thrown all the same, and not what followed from it. */
async function withDoom<T>(doom: Doom, work: () => Promise<T>): Promise<T> {
  const result = await work().catch((error: unknown) => {
    throw doom.cause ?? error;
  });
  if (doom.cause !== null) throw doom.cause;
  return result;
}

/** A statement that fails fails all after it: what is thrown is the first failure, not what followed from it. */
async function withOutcome<T>(writes: WriteBehind, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await writes.settle().catch((failure: unknown) => {
      if (!FAILED_ALREADY.has(codeOf(failure))) throw failure;
    });
    throw error;
  }
  await writes.settle();
  return result;
}

function createStores(db: Kysely<Schema>, { known, tracer }: Shared): Stores {
  return {
    async now() {
      const result = await sql<{ now: Date }>`select desk_now() as now`.execute(db);
      const row = result.rows[0];
      if (!row) throw new Error("desk_now() gave no row");
      return fromColumn(row.now);
    },
    savepoint: () => Promise.reject(new Error("a savepoint needs a transaction")),
    afterCommit: (tell) => tell(),
    mailboxes: traced(createMailboxStore(db), tracer),
    inbound: createInboundStore(db),
    imports: createImportStore(db),
    tickets: createTicketStore(db),
    clocks: createClockStore(db),
    alerts: createAlertStore(db),
    audit: createAuditStore(db),
    outbox: createOutboxStore(db, tracer),
    webhooks: createWebhookStore(db),
    troubles: createTroubleStore(db),
    canaries: createCanaryStore(db),
    automaticAnswers: createAutomaticAnswerStore(db),
    expiries: createExpiryStore(db),
    time: createTimeStore(db),
    approvals: createApprovalStore(db),
    changes: createChangeStore(db),
    routes: createRouteStore(db),
    knownErrors: createKnownErrorStore(db),
    organisations: createOrganisationStore(db, known),
    releases: createReleaseStore(db),
    reports: createReportStore(db),
    suppressions: createSuppressionStore(db),
    surveys: createSurveyStore(db),
    persons: createPersonStore(db),
    erasures: createErasureStore(db),
    holds: createHoldStore(db),
    retention: createRetentionStore(db),
    confirmations: createConfirmationStore(db),
    keys: createKeyStore(db),
    idempotency: createIdempotencyStore(db),
    console: createConsoleStore(db),
    sessions: createSessionStore(db),
  };
}

/** Every channel's mails come through this door. */
function traced(mailboxes: MailboxStore, tracer: Tracer): MailboxStore {
  return {
    ...mailboxes,
    accept: (acceptance) =>
      tracer.acceptance(
        { "svartid.channel": acceptance.channel, "svartid.mailbox.id": acceptance.mailboxId },
        () => mailboxes.accept(acceptance),
        (result) => (result.kind === "accepted" ? result.inboundEmailIds : []),
      ),
  };
}

// What is written is not waited for: a round trip is most of what a statement costs. Its outcome is known at the savepoint's
// end, or the transaction's.
function createTransactionStores(stores: Stores, underway: Underway): Stores {
  const { writes, deeds, toTell } = underway;
  return {
    ...stores,
    savepoint: (work) => savepoint(underway, work),
    afterCommit: (tell) => void toTell.push(tell),
    audit: { ...stores.audit, record: (deed) => void deeds.push(deed) },
    inbound: behind(stores.inbound, writes, ["recordFiling", "quarantine", "postpone"]),
    tickets: behind(stores.tickets, writes, [
      "change",
      "addMessage",
      "awaitMails",
      "addParticipant",
      "removeParticipant",
      "appendEvent",
    ]),
    imports: behind(stores.imports, writes, ["recordTicket", "recordMessage", "keepFile"]),
    clocks: behind(stores.clocks, writes, ["insertBegun", "appendEvent", "project", "recordAlert"]),
    outbox: behind(stores.outbox, writes, ["insert", "recordBounce", "recordDelivered"]),
    approvals: behind(stores.approvals, writes, ["ask", "answer", "withdraw"]),
    automaticAnswers: behind(stores.automaticAnswers, writes, ["record"]),
    releases: behind(stores.releases, writes, ["recordTold", "recordLeftOut", "linkTicket"]),
    suppressions: behind(stores.suppressions, writes, ["add"]),
  };
}

async function savepoint<T>({ db, writes, doom, deeds, toTell }: Underway, work: () => Promise<T>): Promise<T> {
  if (doom.cause !== null) throw doom.cause;
  const before = { deeds: deeds.length, toTell: toTell.length };
  let isSet = false;
  try {
    await writes.settle();
    isSet = true;
    writes.send(sql`savepoint work`.execute(db));
    return await withOutcome(writes, async () => {
      const result = await work();
      writes.send(sql`release savepoint work`.execute(db));
      return result;
    });
  } catch (error) {
    // A transaction that must run again as a whole cannot be mended by going back a little.
    if (isToRunAgain(error)) doom.cause ??= databaseFailure(error);
    if (doom.cause !== null) throw doom.cause;
    if (!isSet) throw error;
    deeds.length = before.deeds;
    toTell.length = before.toTell;
    // Over a lost connection nobody goes back.
    await rollBack(db).catch(() => {
      doom.cause = databaseFailure(error);
    });
    throw doom.cause ?? (ABOUT_DATABASE.test(codeOf(error)) ? databaseFailure(error) : error);
  }
}

async function rollBack(db: Kysely<Schema>): Promise<void> {
  await sql`rollback to savepoint work`.execute(db);
  await sql`release savepoint work`.execute(db);
}

/** What tells the work that it was not the work that failed; under the code of the cause, by which a transaction is run again. */
function databaseFailure(error: unknown): AdapterError {
  if (isDatabaseFailure(error)) return error;
  const message = typeof error === "object" && error !== null && "message" in error ? String(error.message) : "";
  return new AdapterError("database", codeOf(error) || "lost", message, { retryable: true, cause: error });
}

/** `databaseFailure` keeps what it wraps as its cause. */
function isToRunAgain(error: unknown): boolean {
  if (error instanceof RunAgain || RUN_AGAIN.has(codeOf(error)) || isOutdatedPlan(error)) return true;
  return isDatabaseFailure(error) && isOutdatedPlan(error.cause);
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
