import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Channel } from "./mailbox-store.ts";

export const INBOUND_STATES = ["accepted", "filed", "quarantined"] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

export const FILING_DECISIONS = ["ticketed", "threaded", "recorded"] as const;
export type FilingDecision = (typeof FILING_DECISIONS)[number];

/** An inbound email about to be filed. `attempts` counts this attempt: it was committed before the bytes were read. */
export interface EmailToFile {
  id: number;
  mailboxId: number;
  channel: Channel;
  bytes: Uint8Array;
  attempts: number;
  /** How often it was read well and waited for name servers. */
  waits: number;
  /** Null: an ordinary mail. */
  stated: StatedRequest | null;
  internalDate: Instant | null;
  acceptedAt: Instant;
}

/** The recorded decision about an inbound email. */
export interface Filing {
  inboundEmailId: number;
  decision: FilingDecision;
  reasons: readonly string[];
  facts: Record<string, unknown>;
  kind: string;
  ticketId: number | null;
  duplicateOf: number | null;
  /** What can be listed later without parsing again. */
  headers: { fingerprint: string | null; messageId: string | null; sender: string | null; subject: string };
}

export interface InboundListing {
  id: number;
  state: InboundState;
  decision: FilingDecision | null;
  mailbox: string;
  messageId: string | null;
  from: string | null;
  subject: string | null;
  receivedAt: Instant;
  reasons: string[];
  ticket: string | null;
}

export interface InboundStore {
  /** Mailboxes with emails to file now. */
  listMailboxesToFile(): Promise<number[]>;
  /**
   * Takes the right to file this mailbox until the transaction ends: its mails are filed one after the other, in the order
   * in which they came, so that an answer never overtakes its question. False while another worker holds it.
   */
  lockFiling(mailboxId: number): Promise<boolean>;
  /**
   * Counts one attempt on the next emails and gives them, in order, up to so many mails or bytes, but at least one. Must be
   * committed before the bytes are read. An email that was attempted before comes alone, so that one that ends its reader takes
   * no other with it. With `afterId` only those above it, and none that was attempted before.
   */
  beginAttempts(
    mailboxId: number,
    limit: { readonly mails: number; readonly bytes: number },
    afterId: number | null,
  ): Promise<EmailToFile[]>;
  /** Attempts that were ended before anything came of them are none, where they are still the last and the email still waits. */
  takeBackAttempts(emails: readonly Pick<EmailToFile, "id" | "attempts">[]): Promise<void>;
  /** Whether all of these still wait, and these attempts are still their last. To be asked under `lockFiling`. */
  holdsAttempts(emails: readonly Pick<EmailToFile, "id" | "attempts">[]): Promise<boolean>;
  /**
   * An earlier email of this mailbox with the same fingerprint, already filed; null when there is none. A proved mail is no
   * duplicate of one that was not: or somebody could send a copy first, and the proved one would count for nothing. But it is one of what was imported as
   * history: that came from the desk's own files, and nobody is to be told of it.
   */
  findDuplicate(
    mailboxId: number,
    mail: { fingerprint: string; authentic: boolean },
    exceptId: number,
  ): Promise<{ id: number; ticketId: number | null } | null>;
  /**
   * An earlier email, of whatever mailbox, that had this Message-ID and this sender, was proved and came to an address signed for an agent; null when
   * there is none: what it ordered was done.
   */
  findOrdered(mail: { messageId: string; from: string }, exceptId: number): Promise<number | null>;
  recordFiling(filing: Filing): Promise<void>;
  quarantine(id: number, why: string, headers: Filing["headers"]): Promise<void>;
  /** After a failed attempt: to be filed again, not before `seconds` have passed. */
  postpone(id: number, error: string, seconds: number): Promise<void>;
  /** The attempt under way is none: the email was read well, and waits so many seconds for name servers. */
  awaitNameServers(id: number, why: string, seconds: number): Promise<void>;
  /** Quarantined to accepted again, with no attempts counted; false when it is not quarantined. */
  retry(id: number): Promise<boolean>;
  /** Newest first: all, those in a state, or those that were filed to a ticket. */
  list(filter: {
    state?: InboundState;
    ticketId?: number;
    limit: number;
    beforeId?: number;
  }): Promise<InboundListing[]>;
  /** The one of this id as it is listed; null: there is none. */
  find(id: number): Promise<InboundListing | null>;
  readBytes(id: number): Promise<Uint8Array | null>;
  countToFile(): Promise<number>;
  /**
   * How many came through the form since then: in all, and from this address. Until the end of the transaction nobody else counts, so that of many
   * at once no more are taken than may be.
   */
  countForms(address: string, since: Instant): Promise<{ total: number; ofAddress: number }>;
}
