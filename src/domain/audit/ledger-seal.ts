import type { AuditEvent } from "./audit-event.ts";

/** Tables whose rows are only ever added, and that promises and invoices rest on. */
export const LEDGERS = ["ticket_event", "clock_event", "time_entry", "time_charge"] as const;
export type Ledger = (typeof LEDGERS)[number];

/** Ids of one ledger, both ends included. */
export interface LedgerRange {
  readonly ledger: Ledger;
  readonly from: number;
  readonly to: number;
}

/**
 * What a range of a ledger holds. `facts`: digest of what nothing ever changes; `words`: of the columns in which an erasure of a person may put
 * other words.
 */
export interface LedgerDigest {
  readonly rows: number;
  readonly facts: string;
  readonly words: string;
}

/** A digest on record. `sealId`: of the event that holds it, where an erasure changed words the latest. */
export interface LedgerSeal extends LedgerRange, LedgerDigest {
  readonly sealId: number;
}

/** The seals that hold now: of each range the newest, in the order of the trail. Events that hold none are passed over. */
export function sealsInForce(events: readonly AuditEvent[]): LedgerSeal[] {
  const seals = new Map<string, LedgerSeal>();
  for (const { id, action, detail } of events) {
    if (action !== "ledger.sealed" && action !== "ledger.resealed") continue;
    const written = Array.isArray(detail.ranges) ? (detail.ranges as readonly unknown[]) : [];
    for (const range of written.map(readRange)) {
      if (range !== null) seals.set(`${range.ledger} ${range.from}`, { ...range, sealId: id });
    }
  }
  return [...seals.values()];
}

function readRange(value: unknown): (LedgerRange & LedgerDigest) | null {
  const { ledger, from, to, rows, facts, words } = (value ?? {}) as Record<string, unknown>;
  const known = LEDGERS.find((name) => name === ledger);
  if (known === undefined || typeof from !== "number" || typeof to !== "number" || typeof rows !== "number")
    return null;
  return { ledger: known, from, to, rows, facts: String(facts), words: String(words) };
}
