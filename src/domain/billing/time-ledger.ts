import type { Coverage } from "../agreement/coverage.ts";
import type { Instant } from "../time/instant.ts";
import type { TimeCause } from "./time-cause.ts";

/** Time as it was recorded. `billable`: somebody else than the vendor pays for it, once it is approved where that is needed. */
export interface LedgerEntry {
  readonly id: number;
  readonly ticketId: number;
  readonly at: Instant;
  /** Negative in a counter-entry. */
  readonly minutes: number;
  readonly cause: TimeCause;
  readonly billable: boolean;
  /** Of the ticket when it was recorded. */
  readonly service: string | null;
  readonly coverage: Coverage;
}

/**
 * What became of an entry's minutes, of which there are never more than it has: `billed`, on the strength of `approvalId` or, where that is null, of
 * what needs no approval; `takenBack` by a counter-entry, which takes from what was billed (then `billed` is negative) or from what was not.
 */
export interface NewCharge {
  /** The entry whose minutes they are; never a counter-entry. */
  readonly entryId: number;
  readonly counterEntryId: number | null;
  readonly approvalId: number | null;
  readonly billed: number;
  readonly takenBack: number;
  /** Its month is the month it is billed in. */
  readonly at: Instant;
}

/** All time of a ticket and of what was merged into it, and what became of it, oldest first. */
export interface TimeLedger {
  readonly entries: readonly LedgerEntry[];
  readonly charges: readonly NewCharge[];
}

/** The minutes of an entry that are neither billed nor taken back; 0 for what is never billed, and for a counter-entry. */
export function openMinutes({ id, minutes, billable }: LedgerEntry, charges: readonly NewCharge[]): number {
  if (!billable || minutes < 0) return 0;
  const own = charges.filter(({ entryId }) => entryId === id);
  return own.reduce((left, { billed, takenBack }) => left - billed - takenBack, minutes);
}
