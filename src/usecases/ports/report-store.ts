import type { PromiseOutcome } from "../../domain/sla/outcome-of-promise.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockKind } from "./clock-store.ts";

/** The promises whose clock started in `[from, to)`; of one organisation, or of all (null). */
export interface ReportedPromises {
  readonly from: Instant;
  readonly to: Instant;
  readonly organisation: string | null;
}

/** By what a line of the report is told apart: each kind of promise by itself, in all, or by organisation, level or both. */
export const REPORT_SECTIONS = ["total", "level", "organisation", "detail"] as const;

export type ReportSection = (typeof REPORT_SECTIONS)[number];

export interface ReportKey {
  readonly section: ReportSection;
  readonly kind: ClockKind;
  /** Null where all organisations are counted together, and for tickets without one. */
  readonly organisation: string | null;
  /** Null where all levels are counted together. */
  readonly level: string | null;
}

/** The promises of one line, counted. */
export interface CountedPromises extends ReportKey {
  readonly outcomes: Readonly<Record<PromiseOutcome, number>>;
  /** Of them those whose answer bounced at least once, so that it did not count. */
  readonly revoked: number;
  /** Working time to the answer that counts, in milliseconds, of those that have one: half, and nine of ten, took no longer. */
  readonly answeredInMs: { readonly median: number; readonly ninetieth: number } | null;
}

/** A clock of the report, with what says in which lines it is counted. */
export interface ReportedClock {
  readonly id: number;
  readonly kind: ClockKind;
  readonly organisation: string | null;
  readonly level: string;
}

export interface ReportStore {
  /** Counted from what is stored of each clock as it stands at `now`. */
  countPromises(reported: ReportedPromises, now: Instant): Promise<CountedPromises[]>;
  /** The clocks themselves, by id, in pages; `paused` leaves out those that never stood still. */
  listReported(
    reported: ReportedPromises & { readonly paused: boolean },
    afterId: number,
    limit: number,
  ): Promise<ReportedClock[]>;
}
