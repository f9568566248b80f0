import { headerValue } from "../../domain/email/header-field.ts";
import type { HeaderOnly } from "../../usecases/ports/mail-parser.ts";
import { decodeWords } from "./encoded-words.ts";
import { readHeaders } from "./read-headers.ts";
import { withoutMailboxLine } from "./without-mailbox-line.ts";

/** What can be shown of a mail whose reading failed: its first 64 kB of headers, read by the simplest means. */
export function readHeaderOnly(raw: Uint8Array): HeaderOnly {
  const bytes = withoutMailboxLine(raw).subarray(0, 65_536);
  const { headers } = readHeaders(bytes, 0, bytes.length);
  const show = (key: string): string | null => decodeWords(headerValue(headers, key)).slice(0, 1000) || null;
  return { from: show("from"), subject: show("subject"), messageId: show("message-id") };
}
