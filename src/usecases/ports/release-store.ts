import type { NoticeRow } from "../../domain/releases/delivery-of-notice.ts";
import type { LeftOutReason } from "../../domain/releases/judge-organisation.ts";
import type { JudgedOrganisation, PlannedNotice, Reporter } from "../../domain/releases/plan-notices.ts";
import type { Release } from "../../domain/releases/release.ts";
import type { Instant } from "../../domain/time/instant.ts";

export interface StoredRelease extends Release {
  readonly id: number;
  readonly importedAt: Instant;
  /** Null: it may still be changed, and nobody was told. */
  readonly publishedAt: Instant | null;
}

/** One address of a published release. */
export interface StoredNotice extends Omit<PlannedNotice, "leftOut"> {
  readonly id: number;
}

/** The same with how far it got. */
export interface NoticeDelivery extends StoredNotice, NoticeRow {
  readonly outboxId: number | null;
  readonly messageId: string | null;
  /** What the server said last, or why no attempt was answered. */
  readonly reply: string | null;
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
}

/** An organisation that a release was told to and installed at, of which the log of installed changes says nothing yet. */
export interface DueInstallation {
  readonly releaseId: number;
  readonly organisation: string;
}

/** Releases, whom each is told to and how far that got. */
export interface ReleaseStore {
  /** In a transaction. `taken`: another release has this version of the module; `published`: it cannot be changed any more. */
  save(release: Release, at: Instant): Promise<"created" | "changed" | "unchanged" | "taken" | "published">;
  find(key: string): Promise<StoredRelease | null>;
  findById(id: number): Promise<StoredRelease | null>;
  /** The same, locked until the transaction ends. */
  lock(key: string): Promise<StoredRelease | null>;
  /** Newest first. */
  list(filter: { readonly limit: number; readonly beforeId?: number }): Promise<StoredRelease[]>;

  /** Who reported these errors, and with which of their tickets' merged ones; each address and organisation once. */
  listReporters(errorIds: readonly number[]): Promise<Reporter[]>;
  /** The language of the newest ticket of each of these addresses that has one, by lower-cased address. */
  languagesOf(addresses: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Records that a release is published, and whom it is told to and whom not. */
  publish(
    id: number,
    plan: { readonly organisations: readonly JudgedOrganisation[]; readonly notices: readonly PlannedNotice[] },
    at: Instant,
  ): Promise<void>;
  /** Locks notices that were not told yet, until the transaction ends; those locked elsewhere are left out. */
  lockUntold(id: number, limit: number): Promise<StoredNotice[]>;
  recordTold(noticeId: number, outboxId: number): Promise<void>;
  recordLeftOut(noticeId: number, why: LeftOutReason): Promise<void>;
  /** Those whose mail could not be made (`not-made`) are untold again. */
  retryUnmade(id: number): Promise<void>;
  /** Published releases with notices that were not told yet. */
  listUnfinished(): Promise<StoredRelease[]>;

  listOrganisations(id: number): Promise<JudgedOrganisation[]>;
  /** By address, as they were planned. */
  listDeliveries(id: number, page?: { readonly limit: number; readonly afterId?: number }): Promise<NoticeDelivery[]>;
  findByNotice(noticeId: number): Promise<StoredRelease | null>;
  findByOutbox(outboxId: number): Promise<StoredRelease | null>;

  /** The ticket was opened by an answer to the release's notice. */
  linkTicket(id: number, ticketId: number): Promise<void>;
  findForTicket(ticketId: number): Promise<StoredRelease | null>;
  /** Of those of these tickets that answers to notices opened. */
  keysOfTickets(ticketIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** References of the tickets opened by answers, oldest first. */
  listTickets(id: number): Promise<string[]>;

  /** Of releases whose day has come, where the vendor hosts; `today`: `YYYY-MM-DD` in the desk's zone. */
  listDueInstallations(today: string, limit: number): Promise<DueInstallation[]>;
}
