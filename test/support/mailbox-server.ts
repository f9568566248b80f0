import type { MailServer } from "../../src/domain/desk/mailbox-settings.ts";

/** A mailbox on some IMAP server, as the intake's tests need it. */
export type MailboxServer = {
  server: MailServer;
  /** Puts a mail into the folder; `receivedAt` becomes its INTERNALDATE. */
  append(bytes: Uint8Array, options?: { folder?: string; receivedAt?: Date }): Promise<void>;
  list(folder?: string): Promise<{ uid: number; flags: string[]; bytes: Buffer }[]>;
  remove(uid: number): Promise<void>;
  createFolder(folder: string): Promise<void>;
  /** A new UIDVALIDITY for INBOX with the same mails; connections end. */
  resetUidvalidity(): Promise<void>;
  stop(): Promise<void>;
};
