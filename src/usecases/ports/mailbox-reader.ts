import type { AfterAccepting } from "../../domain/desk/mailbox-settings.ts";
import type { ArrivedMail } from "./mailbox-store.ts";

/** What the server says of the folder when it is opened. */
export interface FolderState {
  /** RFC 3501 section 2.3.1.1: when it changes, all UIDs known before mean nothing. */
  uidvalidity: number;
  /** The UID that the next mail will get at least. */
  uidNext: number;
}

/** A mail in the folder, not fetched yet. `size` is in octets as the server states it, which may be wrong. */
export interface ListedMail {
  uid: number;
  size: number;
}

/** One open connection to one folder. Used by one caller, one call at a time; every failure is an `AdapterError`. */
export interface MailboxConnection {
  readonly folder: FolderState;
  /** The UIDs above the one given, ascending. Also finds what a server's SEARCH hides. */
  listAbove(uid: number): Promise<number[]>;
  /** Sizes of the mails that are still there, ascending by UID. */
  readSizes(uids: readonly number[]): Promise<ListedMail[]>;
  /**
   * The mails in the order given, byte by byte as on the server; of a mail over the reader's limit only its beginning.
   * Those that were deleted or that the server does not hand out are left out. When the connection breaks on the way:
   * what came, without a gap. `progress` is called while a large mail comes in piece by piece.
   */
  fetch(mails: readonly ListedMail[], progress?: () => void): Promise<ArrivedMail[]>;
  /** Ends when the server tells of news, after the time given, or when the signal is raised. A hint, never a proof. */
  waitForNews(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Those of the mails with this UID or below that still wait for `after`. */
  listUntidied(upToUid: number, after: AfterAccepting): Promise<number[]>;
  /** Flags or moves mails. For the eyes of people who look into the mailbox: nothing depends on it. */
  tidy(uids: readonly number[], after: AfterAccepting): Promise<void>;
  /** Deletes these mails and no others; those that are gone are no fault. Not retryable where the server cannot delete single mails. */
  remove(uids: readonly number[]): Promise<void>;
  /** Says goodbye, shortly. */
  close(): Promise<void>;
  /** Cuts the connection: whatever waits for the server fails at once. */
  destroy(): void;
}

/** Opens connections to one folder of one mailbox, each of them new. */
export interface MailboxReader {
  /** Fails with code `login-refused` (not retryable: asking again soon may lock the account), or retryable otherwise. */
  connect(signal: AbortSignal): Promise<MailboxConnection>;
}
