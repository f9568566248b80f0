import type { Instant } from "../../domain/time/instant.ts";

/** An address that has passed `parseMailAddress`, and the name shown before it. */
export interface Mailbox {
  name: string;
  address: string;
}

/** A mail as the use case means it. Addresses come from `parseMailAddress`; header values hold no line breaks. */
export interface OutgoingMail {
  messageId: string;
  date: Instant;
  from: Mailbox;
  replyTo: string | null;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  subject: string;
  inReplyTo: string | null;
  references: readonly string[];
  /** Further headers in the order given: name and value, ASCII. */
  headers: readonly (readonly [name: string, value: string])[];
  text: string;
  /** Null: a mail of plain text. */
  html: string | null;
  attachments: readonly { filename: string; contentType: string; content: Uint8Array }[];
}

/** Builds the bytes of a mail once and for ever: CRLF line ends, ASCII headers. Throws an AdapterError `unsafe-mail` on anything else. */
export interface MailComposer {
  compose(mail: OutgoingMail): Promise<Uint8Array>;
}
