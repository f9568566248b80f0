import type { Instant } from "../time/instant.ts";
import { type Canary, missingLeg } from "./canary.ts";

/** `begin`: the next one is due. `arrived`, `missing`: the open one has ended so. `wait`: there is nothing to do. */
export type CanaryStep = "begin" | "arrived" | "missing" | "wait";

/**
 * What follows for the canary of one mailbox, of which `last` is the newest and `isOpen` says that it has not ended. There is never more than one
 * under way: while mail does not leave, no heap of them grows that would leave all at once.
 */
export function followCanary(
  last: (Canary & { readonly isOpen: boolean }) | null,
  { everySeconds, withinSeconds }: { readonly everySeconds: number; readonly withinSeconds: number },
  now: Instant,
): CanaryStep {
  if (last === null) return "begin";
  const ageMs = now - last.begunAt;
  if (last.isOpen) {
    if (missingLeg(last) === null) return "arrived";
    return ageMs >= withinSeconds * 1000 ? "missing" : "wait";
  }
  return ageMs >= everySeconds * 1000 ? "begin" : "wait";
}
