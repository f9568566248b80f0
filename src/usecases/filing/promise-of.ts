import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";

export interface Promised {
  readonly promisedAt: Instant | null;
  /** It stands still until the requester answers. */
  readonly isWaiting: boolean;
}

const ORDER = ["first_response", "next_response", "resolution"] as const;

/** The promise that falls due next for this requester: the first of those still owed. */
export function promiseOf(clocks: readonly StoredClock[]): Promised {
  const owed = clocks.filter(({ metAt, state }) => metAt === null && state !== "cancelled");
  const next = ORDER.flatMap((kind) => owed.filter((clock) => clock.kind === kind))[0];
  return { promisedAt: next?.deadlineAt ?? null, isWaiting: next?.state === "paused" };
}
