import type { Instant } from "../time/instant.ts";

/**
 * The way of a canary, in its order. `sent`: a server took it. `accepted`: it came back through the door. `ticket`: it opened a ticket, and the
 * answer was queued. `answer-sent`: a server took the answer. `answer-seen`: that came back too.
 */
export const CANARY_LEGS = ["sent", "accepted", "ticket", "answer-sent", "answer-seen"] as const;
export type CanaryLeg = (typeof CANARY_LEGS)[number];

/** A mail that the desk sent to itself, and when it reached the end of each leg; null: not yet. */
export interface Canary {
  readonly begunAt: Instant;
  readonly reachedAt: Readonly<Record<CanaryLeg, Instant | null>>;
  /** False: the answer goes to somebody else, and is only seen to leave. */
  readonly comesBack: boolean;
}

/** The first leg whose end it has not reached; null: it has gone the whole way. */
export function missingLeg({ reachedAt, comesBack }: Canary): CanaryLeg | null {
  // What came back was sent, whatever the sender knows of it: a server may take a mail and never say so.
  const last = CANARY_LEGS.findLastIndex((leg) => reachedAt[leg] !== null);
  const legs = comesBack ? CANARY_LEGS : CANARY_LEGS.slice(0, -1);
  return legs[last + 1] ?? null;
}

/** When it had gone the whole way; null: it has not. */
export function arrivedAt(canary: Canary): Instant | null {
  return missingLeg(canary) === null ? canary.reachedAt[canary.comesBack ? "answer-seen" : "answer-sent"] : null;
}

/** How long each leg took, in milliseconds; a leg of which one end is not known is left out. The whole way is `whole`. */
export function legMilliseconds(canary: Canary): Partial<Record<CanaryLeg | "whole", number>> {
  const taken: Partial<Record<CanaryLeg | "whole", number>> = {};
  let from: Instant | null = canary.begunAt;
  for (const leg of CANARY_LEGS) {
    const to: Instant | null = canary.reachedAt[leg];
    // Two processes write the two ends: by a few milliseconds the later one may be written first.
    if (from !== null && to !== null) taken[leg] = Math.max(0, to - from);
    from = to;
  }
  const end = arrivedAt(canary);
  if (end !== null) taken.whole = Math.max(0, end - canary.begunAt);
  return taken;
}
