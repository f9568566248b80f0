import { readMailDate } from "../../domain/email/mail-date.ts";
import type { Instant } from "../../domain/time/instant.ts";

const MAX_HEADER = 64_000;

/** When the topmost Received header says that the mail came in (RFC 5321 section 4.4); null without one. */
export function receivedAt(bytes: Buffer): Instant | null {
  const start = bytes.subarray(0, MAX_HEADER).toString("latin1");
  const end = start.search(/\r?\n\r?\n/);
  const header = (end < 0 ? start : start.slice(0, end)).replace(/\r?\n[ \t]+/g, " ");
  const line = header.split(/\r?\n/).find((candidate) => /^received:/i.test(candidate));
  if (line === undefined || !line.includes(";")) return null;
  return readMailDate(line.slice(line.lastIndexOf(";") + 1));
}
