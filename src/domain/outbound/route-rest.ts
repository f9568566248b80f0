import { isRefusal, type RouteTrouble } from "./send-result.ts";

const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 300;
/** A little over twelve minutes, so that five tries fit into an hour, and a sixth with a new access token. */
const AFTER_REFUSAL_SECONDS = 730;
/** A way that comes and goes is told of once in a while, not each time. */
const QUIET_MINUTES = 60;

/**
 * Seconds that a way out rests after its `failures`th failure in a row: servers lock accounts that log in in vain more often than six times an
 * hour. One that cannot be reached or asks for patience is tried after half a minute, then less often, up to every five minutes.
 * `fraction` in [0, 1) spreads the tries.
 */
export function routeRestSeconds(trouble: RouteTrouble, failures: number, fraction: number): number {
  if (isRefusal(trouble)) return AFTER_REFUSAL_SECONDS * (1 + fraction / 10);
  const doubled = FIRST_SECONDS * 2 ** Math.min(Math.max(failures - 1, 0), 10);
  return Math.min(doubled, LONGEST_SECONDS) * (0.75 + fraction / 2);
}

/**
 * Whether people are told that a way rests: of a refused login at once, since nobody but they can mend it; of any other trouble when the first try
 * after the rest has failed as well. Not again within the hour (`minutesSinceTold` null: never told).
 */
export function isRouteToTell(trouble: RouteTrouble, failures: number, minutesSinceTold: number | null): boolean {
  if (minutesSinceTold !== null && minutesSinceTold < QUIET_MINUTES) return false;
  return isRefusal(trouble) || failures >= 2;
}
