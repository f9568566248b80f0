import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";

/** What the mail is read against. All addresses are compared lower-cased. */
export type ParseOptions = {
  /** authserv-ids whose topmost Authentication-Results is believed. Empty: we check signatures ourselves, if we may ask DNS. */
  trustedAuthServers: string[];
  /** `none` asks no name server at all: what cannot be proved without is unproved. */
  dns: "none" | "system";
  /** Addresses of the desk itself: mail from them is a loop. */
  ownAddresses: string[];
};

/** What can still be shown of a mail that could not be read. Each is null where even that was impossible. */
export type HeaderOnly = { from: string | null; subject: string | null; messageId: string | null };

export type ParsedMail = { ok: true; mail: MailUnderstanding } | { ok: false; why: string; headerOnly: HeaderOnly };

export type AttachmentContent = {
  filename: string;
  contentType: string;
  content: Uint8Array;
  sha256: string;
  inline: boolean;
  contentId: string | null;
};

/** Reads raw mail away from the main thread. Any bytes give an answer; only a closed parser rejects. */
export interface MailParser {
  /** Starts what reads, so that the first mail does not wait for it; else the first mail does. */
  prepare(): void;
  /** `ok: false` when the reader was killed (time or memory) or failed; such a mail is read again and then quarantined, never dropped. */
  parse(bytes: Uint8Array, options: ParseOptions): Promise<ParsedMail>;
  /** The attachments in the order of `MailUnderstanding.attachments`, with their bytes. Empty when they cannot be read. */
  readAttachments(bytes: Uint8Array): Promise<AttachmentContent[]>;
  close(): Promise<void>;
}
