import type { Ledger, LedgerDigest, LedgerRange } from "../../domain/audit/ledger-seal.ts";

/** How far every ledger goes, and the transactions that may still add rows below. */
export interface LedgerEnds {
  readonly ends: ReadonlyMap<Ledger, number>;
  readonly horizon: string;
}

/** Digests of the rows that are only ever added, made where the rows are. */
export interface LedgerDigests {
  readEnds(): Promise<LedgerEnds>;
  /** True once every transaction that was under way at those ends is over: what they do not have by now they never get. */
  isSettled(ends: LedgerEnds): Promise<boolean>;
  digest(range: LedgerRange): Promise<LedgerDigest>;
}
