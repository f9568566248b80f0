import type { Instant } from "../../domain/time/instant.ts";
import type { Channel } from "./mailbox-store.ts";

export const INBOUND_STATES = ["accepted", "filed", "quarantined"] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

export const FILING_DECISIONS = ["ticketed", "threaded", "recorded"] as const;
export type FilingDecision = (typeof FILING_DECISIONS)[number];

/** An inbound email claimed for filing. `attempts` counts this one: it was committed before the bytes were parsed. */
export interface ClaimedInboundEmail {
  id: number;
  mailboxId: number;
  mailboxName: string;
  channel: Channel;
  bytes: Uint8Array;
  sha256: string;
  attempts: number;
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
  /** Claims up to `limit` accepted emails, oldest first, for `seconds`; emails claimed by another worker are left out. */
  claim(limit: number, seconds: number): Promise<ClaimedInboundEmail[]>;
  /** Locks the row for the filing's transaction; false when it is no longer `accepted`. */
  lockAccepted(id: number): Promise<boolean>;
  /** An earlier email of this mailbox with the same fingerprint, already filed; null when there is none. */
  findDuplicate(
    mailboxId: number,
    fingerprint: string,
    exceptId: number,
  ): Promise<{ id: number; ticketId: number | null } | null>;
  recordFiling(filing: Filing): Promise<void>;
  quarantine(id: number, why: string, headers: Filing["headers"]): Promise<void>;
  /** Gives a failed filing back, to be claimed again after `seconds`. */
  release(id: number, error: string, seconds: number): Promise<void>;
  /** Quarantined to accepted again, with no attempts counted; false when it is not quarantined. */
  retry(id: number): Promise<boolean>;
  list(filter: { state?: InboundState; limit: number; beforeId?: number }): Promise<InboundListing[]>;
  readBytes(id: number): Promise<Uint8Array | null>;
  countToFile(): Promise<number>;
}
