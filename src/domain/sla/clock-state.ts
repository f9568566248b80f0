/**
 * What a clock is, seen from outside. A breach, once a fact, stays one: also when the answer came later. Only a promise
 * that was not kept can be cancelled; a clock cancelled after its breach is `cancelled` and keeps `breachedAt`.
 */
export const CLOCK_STATES = ["running", "paused", "met", "breached", "cancelled"] as const;

export type ClockState = (typeof CLOCK_STATES)[number];
