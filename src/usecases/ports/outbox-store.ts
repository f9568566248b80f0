import type { MailClass } from "../../domain/outbound/mail-class.ts";
import type { RecipientAnswer } from "../../domain/outbound/send-result.ts";
import type { Instant } from "../../domain/time/instant.ts";

export type OutboxClass = MailClass;

export const OUTBOX_STATES = [
  "queued",
  "sending",
  "sent",
  "deferred",
  "failed",
  "uncertain",
  "held",
  "cancelled",
] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

export const SEND_PHASES = ["none", "envelope", "data_started", "commit_pending", "answered"] as const;
export type SendPhase = (typeof SEND_PHASES)[number];

export const RECIPIENT_ROLES = ["requester", "participant", "agent", "ops", "other"] as const;
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];

export interface OutboxRecipient {
  address: string;
  role: RecipientRole;
  state: "queued" | "sent" | "deferred" | "failed" | "cancelled";
  reply: string | null;
}

export interface NewOutboxMail {
  id: number;
  ticketId: number | null;
  messageRowId: number | null;
  class: OutboxClass;
  mailboxId: number | null;
  messageId: string;
  /** Empty for the null envelope sender. */
  envelopeFrom: string;
  /** The frozen mail: every attempt sends these very bytes. */
  bytes: Uint8Array;
  recipients: readonly { address: string; role: RecipientRole }[];
  /** Held until this instant (undo); null: at once. */
  notBefore: Instant | null;
  /** May have been sent already, by a database that was lost: rests as `uncertain` until a person decides. */
  isDoubted?: boolean;
}

export interface OutboxMail {
  id: number;
  ticketId: number | null;
  messageRowId: number | null;
  class: OutboxClass;
  state: OutboxState;
  phase: SendPhase;
  mailboxId: number | null;
  messageId: string;
  envelopeFrom: string;
  bytes: Uint8Array;
  attempts: number;
  epoch: number;
  recipients: OutboxRecipient[];
  ambiguousResends: number;
  createdAt: Instant;
  /** When the final dot was last let go, and whom the server had refused or we had left out before it was, in any attempt; null: it never was. */
  committing: { at: Instant; refusals: readonly RecipientAnswer[]; isEvidenceVoid: boolean } | null;
  /** An attempt by this way out may have been taken: until that is known it leaves by no other. */
  boundRoute: string | null;
  /** The span in which it was queued (`Tracer.current`); null where nothing was traced. */
  traceParent: string | null;
}

/** Whose mail cannot leave now. A mailbox that is not in `own` has no way of its own: its mail counts as that of mailbox 0. */
export interface ClosedMailboxes {
  readonly own: readonly number[];
  readonly closed: readonly number[];
}

/** A mail that is this sender's, with the recipients who must wait: an earlier answer of the ticket is still on its way to them. */
export interface ClaimedMail extends OutboxMail {
  readonly behind: readonly string[];
}

export interface OutboxListing {
  id: number;
  class: OutboxClass;
  state: OutboxState;
  ticket: string | null;
  messageId: string;
  recipients: { address: string; state: string }[];
  attempts: number;
  nextAt: Instant | null;
  lastError: string | null;
  /** The way out by which it last left in full; null: it never did. */
  route: string | null;
}

/** What becomes of a row. `nextAt` null: nothing more happens by itself. */
export interface OutboxOutcome {
  state: OutboxState;
  recipients: readonly OutboxRecipient[];
  nextAt: Instant | null;
  lastError: string | null;
  sentAt: Instant | null;
  /** The server took it for some and left others to a later attempt: of that one, a copy in the journal proves nothing. */
  isPartlyTaken?: boolean;
}

export interface OutboxStore {
  /** The id of the next row, taken first because the Message-ID is made from it. */
  nextId(): Promise<number>;
  insert(mail: NewOutboxMail): Promise<void>;
  /**
   * By one statement. Claims the longest due mail under a new epoch, counting the attempt (and, where the last one ended without an answer, the ambiguous
   * resend); rows locked elsewhere are left out, and so are answers whose every recipient waits for an earlier one. Null when nothing is due.
   */
  claim(leaseSeconds: number, closed?: ClosedMailboxes): Promise<ClaimedMail | null>;
  /** Fenced by the epoch: false when another sender has taken the row. */
  renewLease(id: number, epoch: number, seconds: number): Promise<boolean>;
  /** By one statement. The final dot is about to leave, by this way out, without those that the server refused or that were left out. Fenced by epoch and lease: false when another sender has the row or might take it. */
  recordCommitPending(
    id: number,
    epoch: number,
    refusals: readonly RecipientAnswer[],
    route?: string,
  ): Promise<boolean>;
  /**
   * Fenced by the epoch: false, and nothing is written, when the row is no longer this sender's. One that was given up for lost, and learns after
   * all how its attempt ended, settles a mail that rests as `uncertain` since.
   */
  recordOutcome(id: number, epoch: number, outcome: OutboxOutcome): Promise<boolean>;
  /** Locks rows left `sending` by a sender whose lease ran out, until the transaction ends; rows locked elsewhere are left out. */
  lockAbandoned(limit: number): Promise<OutboxMail[]>;
  /**
   * Locks replies that reached their requester within so many days and of which no `reply-delivered` stands in a ticket's history, until the
   * transaction ends; rows locked elsewhere are left out. `reachedAt` is when the requester's server took the mail.
   */
  lockOwedAnswers(withinDays: number, limit: number): Promise<{ mail: OutboxMail; reachedAt: Instant }[]>;
  /** How many replies ever reached their requester, and the first of those of which no `reply-delivered` stands in a ticket's history. */
  countAnswers(namedOwed: number): Promise<{ count: number; owed: number[] }>;
  /** Locks a row that waits for a decision or is not on its way: null when it is being sent, or done. */
  lockToResolve(id: number): Promise<OutboxMail | null>;
  /** Writes what a person decided about a row that `lockToResolve` gave. */
  resolve(id: number, outcome: OutboxOutcome): Promise<void>;
  /**
   * The mails whose fate nobody knows that evidence can settle, first those that are soon sent again: let go within so many hours, or waiting for
   * the way out that may have them, however long, since one look ends that.
   */
  listUncertain(withinHours: number, limit: number): Promise<{ id: number; messageId: string }[]>;
  /** A look for evidence of these mails found nothing: those whose last attempt is so many minutes old may leave by any way out again. */
  releaseRoutes(ids: readonly number[], minutes: number): Promise<void>;
  /** What proved the fate of a mail, for people and statistics. */
  recordEvidence(id: number, evidence: string): Promise<void>;
  /** Nobody could be told that these recipients will not get the mail: to be made good. */
  oweFailures(id: number, addresses: readonly string[]): Promise<void>;
  /** Gives what is owed and takes it off the rows, in this transaction; rows locked elsewhere are left out. */
  takeOwedFailures(limit: number): Promise<{ mail: OutboxMail; addresses: readonly string[] }[]>;
  find(id: number): Promise<OutboxMail | null>;
  list(filter: {
    state?: OutboxState;
    class?: OutboxClass;
    ticketId?: number;
    limit: number;
    beforeId?: number;
  }): Promise<OutboxListing[]>;
  count(): Promise<Record<string, number>>;
  /**
   * A proved delivery report: this recipient did not get the mail after all. Where nobody else is left, a mail that waits for another attempt or for
   * evidence has failed: the report proves that it was taken.
   */
  recordBounce(id: number, address: string, reply: string): Promise<void>;
  /**
   * A proved delivery report: this recipient's own server has the mail. The first report counts; a recipient that failed has failed, whichever report
   * came first. The mail's own state stays as it is.
   */
  recordDelivered(id: number, address: string, at: Instant): Promise<void>;
}
