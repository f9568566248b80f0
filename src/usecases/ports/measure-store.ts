import type { Instant } from "../../domain/time/instant.ts";

/** Counts and ages of the whole desk, for metrics and health: one look at the tables, no personal data. */
export interface Measures {
  now: Instant;
  tickets: Record<string, number>;
  inbound: Record<string, number>;
  filings: Record<string, number>;
  outbox: Record<string, number>;
  clocks: Record<string, number>;
  alerts: number;
  /** When the oldest email not filed yet was accepted; null when all are filed. */
  oldestToFileAt: Instant | null;
  /** When the oldest mail that should have left by now became due; null when none waits. */
  oldestToSendAt: Instant | null;
  /** When the most overdue clock should have fired; null when none is overdue. */
  oldestToFireAt: Instant | null;
  /** Mails whose sending ended without an answer and that were sent again. */
  ambiguousResends: number;
  mailboxes: { name: string; lastSuccessAt: Instant | null; lastError: string | null; lastErrorAt: Instant | null }[];
  /** When each periodic work last succeeded. */
  heartbeats: { name: string; at: Instant }[];
}

export interface MeasureStore {
  read(): Promise<Measures>;
}
