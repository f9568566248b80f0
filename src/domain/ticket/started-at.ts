import { type Instant, instant } from "../time/instant.ts";

const FIRST_BELIEVED = Date.UTC(2000, 0, 1);

/**
 * When the clock of a mail starts: the earlier of acceptance and (the later of INTERNALDATE and the topmost trusted Received).
 * The sender's own Date is never believed. Null where a source has no such instant; see sla.md, the truth table's first row. One before 2000 is none:
 * a server that has lost its clock says 1970, or 1900, and no calendar is computed so far back.
 */
export function startedAt(acceptedAt: Instant, internalDate: Instant | null, receivedAt: Instant | null): Instant {
  const seen = [internalDate, receivedAt].filter((at) => at !== null).filter((at) => at >= FIRST_BELIEVED);
  return seen.length === 0 ? acceptedAt : instant(Math.min(acceptedAt, Math.max(...seen)));
}
