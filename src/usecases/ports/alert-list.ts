import type { Instant } from "../../domain/time/instant.ts";

/** One alert that was raised, and to whom it went. */
export interface AlertListing {
  id: number;
  /** `warning`, `breach`, `escalation`, or what else was raised. */
  kind: string;
  ticket: string | null;
  recipient: string;
  createdAt: Instant;
  /** State of the mail or the delivery to a webhook that carries it, or `waits-for-digest`; null where it is carried by none. */
  delivery: string | null;
}

export interface AlertList {
  /** Newest first. */
  list(filter: { limit: number; beforeId?: number }): Promise<AlertListing[]>;
}
