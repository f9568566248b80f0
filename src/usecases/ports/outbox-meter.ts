import type { OutboxClass } from "./outbox-store.ts";

export const OUTBOX_EVENTS = ["sent", "deferred", "failed", "uncertain", "ambiguous-resend"] as const;
export type OutboxEvent = (typeof OUTBOX_EVENTS)[number];

/** Counts how sending ends. */
export interface OutboxMeter {
  count(event: OutboxEvent, mailClass: OutboxClass): void;
}
