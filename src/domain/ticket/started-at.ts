import { type Instant, instant } from "../time/instant.ts";

/**
 * When the clock of a mail starts: the earlier of acceptance and (the later of INTERNALDATE and the topmost trusted Received).
 * The sender's own Date is never believed. Null where a source has no such instant; see sla.md, the truth table's first row.
 */
export function startedAt(acceptedAt: Instant, internalDate: Instant | null, receivedAt: Instant | null): Instant {
  const seen = [internalDate, receivedAt].filter((at) => at !== null);
  return seen.length === 0 ? acceptedAt : instant(Math.min(acceptedAt, Math.max(...seen)));
}
