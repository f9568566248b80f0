import type { Instant } from "../../domain/time/instant.ts";
import type { AlertStore } from "./alert-store.ts";
import type { ApprovalStore } from "./approval-store.ts";
import type { AuditTrail } from "./audit-trail.ts";
import type { AutomaticAnswerStore } from "./automatic-answer-store.ts";
import type { CanaryStore } from "./canary-store.ts";
import type { ChangeStore } from "./change-store.ts";
import type { ClockStore } from "./clock-store.ts";
import type { ConfirmationStore } from "./confirmation-store.ts";
import type { ConsoleStore } from "./console-store.ts";
import type { ErasureStore } from "./erasure-store.ts";
import type { ExpiryStore } from "./expiry-store.ts";
import type { HoldStore } from "./hold-store.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";
import type { ImportStore } from "./import-store.ts";
import type { InboundStore } from "./inbound-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { KnownErrorStore } from "./known-error-store.ts";
import type { MailboxStore } from "./mailbox-store.ts";
import type { OrganisationStore } from "./organisation-store.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { PersonStore } from "./person-store.ts";
import type { ReleaseStore } from "./release-store.ts";
import type { ReportStore } from "./report-store.ts";
import type { RetentionStore } from "./retention-store.ts";
import type { RouteStore } from "./route-store.ts";
import type { SessionStore } from "./session-store.ts";
import type { SuppressionStore } from "./suppression-store.ts";
import type { SurveyStore } from "./survey-store.ts";
import type { TicketStore } from "./ticket-store.ts";
import type { TimeStore } from "./time-store.ts";
import type { TroubleStore } from "./trouble-store.ts";
import type { WebhookStore } from "./webhook-store.ts";

/**
 * The stores of one transaction: what is written through them becomes true together or not at all. Reads that do not depend on
 * each other may be asked for together, in one `Promise.all`. Writes are called one after the other: each is sent before it
 * returns, and one that fails makes the savepoint or the transaction fail, at the latest at its end.
 */
export interface Stores {
  /** `desk_now()` of the database: the only clock that decides anything. */
  now(): Promise<Instant>;
  /**
   * Runs work behind a savepoint: when it throws, only its own writes are undone, and the transaction goes on. Unless that must run
   * again as a whole (a deadlock): then every savepoint to come throws at once, and the transaction throws whatever its work does.
   * What a failure of the database itself makes it throw is told by `isDatabaseFailure`.
   */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Calls this once all is true: not when the transaction, or the savepoint behind which it was asked, comes to nothing. For what nobody can take
   * back and nothing depends on: a line of the log, a count. Outside of a transaction at once.
   */
  afterCommit(tell: () => void): void;
  mailboxes: MailboxStore;
  inbound: InboundStore;
  imports: ImportStore;
  tickets: TicketStore;
  clocks: ClockStore;
  alerts: AlertStore;
  audit: AuditTrail;
  outbox: OutboxStore;
  routes: RouteStore;
  webhooks: WebhookStore;
  troubles: TroubleStore;
  canaries: CanaryStore;
  automaticAnswers: AutomaticAnswerStore;
  expiries: ExpiryStore;
  time: TimeStore;
  approvals: ApprovalStore;
  changes: ChangeStore;
  knownErrors: KnownErrorStore;
  organisations: OrganisationStore;
  releases: ReleaseStore;
  reports: ReportStore;
  suppressions: SuppressionStore;
  surveys: SurveyStore;
  persons: PersonStore;
  erasures: ErasureStore;
  holds: HoldStore;
  retention: RetentionStore;
  confirmations: ConfirmationStore;
  keys: KeyStore;
  idempotency: IdempotencyStore;
  console: ConsoleStore;
  sessions: SessionStore;
}

/** Thrown in a transaction that decided from what is no longer so: nothing of it becomes true, and it is run again, as after a deadlock. */
export class RunAgain extends Error {}

/** Runs work in one transaction; an exception rolls all of it back. After a deadlock the work is called again, from its beginning. */
export interface UnitOfWork {
  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** The same stores without a transaction around them: for reading, and for a change that is one statement. */
  reading: Stores;
}
