import type { Instant } from "../time/instant.ts";
import type { TimeCause } from "./time-cause.ts";
import { type LedgerEntry, type NewCharge, openMinutes, type TimeLedger } from "./time-ledger.ts";

/** A counter-entry of this ticket: so many minutes, more than 0, of one cause were never spent there or on what was merged into it. */
export interface TakenBack {
  readonly counterEntryId: number;
  readonly ticketId: number;
  readonly cause: TimeCause;
  readonly minutes: number;
  readonly at: Instant;
}

/**
 * Takes minutes back from what was recorded, newest first and the ticket's own before what was merged into it: from what is not billed before what is, since the customer approved time that was spent.
 * What is taken from billed minutes is credited, and counts no longer against their approval. The caller sees to it that so many were recorded.
 */
export function takeBackTime(ledger: TimeLedger, taken: TakenBack): NewCharge[] {
  const { counterEntryId, ticketId, cause, at } = taken;
  const ofCause = ledger.entries.filter((one) => one.cause === cause).reverse();
  const isOwn = (one: LedgerEntry) => one.ticketId === ticketId;
  const entries = [...ofCause.filter(isOwn), ...ofCause.filter((one) => !isOwn(one))];
  const charges: NewCharge[] = [];
  let left = taken.minutes;
  const take = (entryId: number, most: number, approvalId: number | null, isBilled: boolean) => {
    const takenBack = Math.min(left, most);
    if (takenBack <= 0) return;
    left -= takenBack;
    charges.push({ entryId, counterEntryId, approvalId, billed: isBilled ? -takenBack : 0, takenBack, at });
  };
  for (const entry of entries) take(entry.id, openMinutes(entry, ledger.charges), null, false);
  for (const { id } of entries) {
    for (const [approvalId, billed] of billedBy(id, ledger.charges)) take(id, billed, approvalId, true);
  }
  return charges;
}

/** How much of an entry is billed on the strength of each approval, the last first. */
function billedBy(entryId: number, charges: readonly NewCharge[]): [number | null, number][] {
  const sums = new Map<number | null, number>();
  for (const { approvalId, billed } of charges.filter((one) => one.entryId === entryId && one.billed !== 0)) {
    sums.set(approvalId, (sums.get(approvalId) ?? 0) + billed);
  }
  return [...sums].reverse();
}
