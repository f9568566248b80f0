import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { Instant } from "../../domain/time/instant.ts";

export const CHANNELS = ["imap", "ingest", "lmtp", "api", "form"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where reading stands in one generation of a folder. */
export interface Cursor {
  uidvalidity: number;
  lastUid: number;
}

/** One mail as handed over at the door: bytes, never looked into. */
export interface ArrivedMail {
  uid: number;
  /** Of `bytes`, in hexadecimal. */
  sha256: string;
  bytes: Uint8Array;
  /** In octets, on the server: more than `bytes` holds when the mail was over the limit and only its beginning was kept. */
  size: number;
  /** The server's INTERNALDATE; null where the channel has none. */
  internalDate: Instant | null;
  /** For a mail that was written of a request by phone or a form: what is said of it beside its words. */
  stated?: StatedRequest;
}

export interface Acceptance {
  mailboxId: number;
  /** The lease epoch under which the mails were read; null for channels that need no lease. */
  epoch: number | null;
  channel: Channel;
  folder: string;
  uidvalidity: number;
  mails: readonly ArrivedMail[];
}

/** `fenced`: another reader holds the lease by now, and nothing was written. */
export type AcceptanceResult = { kind: "accepted"; newEmails: number; inboundEmailIds: number[] } | { kind: "fenced" };

/** Mailboxes, their leases and cursors, and the acceptance of mail: the desk's own "250 OK". */
export interface MailboxStore {
  /** Creates the mailbox when it is new; gives its id. */
  ensure(name: string, folder: string): Promise<number>;
  /** Takes the lease when it is free, expired or already the owner's; null while another owner holds it. */
  acquireLease(mailboxId: number, owner: string, seconds: number): Promise<{ epoch: number } | null>;
  /** False when the lease was lost. */
  renewLease(mailboxId: number, epoch: number, seconds: number): Promise<boolean>;
  releaseLease(mailboxId: number, epoch: number): Promise<void>;
  recordSuccess(mailboxId: number): Promise<void>;
  /** `code` as adapters throw it (`AdapterError`), for what decides by it; `message` for people. */
  recordFailure(mailboxId: number, failure: { readonly code: string; readonly message: string }): Promise<void>;
  list(): Promise<
    { id: number; name: string; lastSuccessAt: Instant | null; lastError: string | null; lastErrorAt: Instant | null }[]
  >;
  /** The newest generation of the folder: the one begun last; null before the first one. */
  findCursor(mailboxId: number, folder: string): Promise<Cursor | null>;
  /** Begins a generation at UID 0; one that was there before is read again from its first mail, which adds none twice. */
  beginGeneration(mailboxId: number, folder: string, uidvalidity: number): Promise<void>;
  /**
   * Raw bytes, sighting, inbound email and, for channels with a lease, the cursor: in one transaction, fenced by the lease
   * epoch. Mails are given in the order in which they shall be filed; the same acceptance may be repeated without effect.
   */
  accept(acceptance: Acceptance): Promise<AcceptanceResult>;
}
