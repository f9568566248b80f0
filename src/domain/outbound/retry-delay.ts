const FIRST_SECONDS = 60;
const JITTER = 0.25;
/** A server that said "later" has its reasons; a route that is down is our own and is knocked at more often. */
const LONGEST_SECONDS = { deferred: 3600, unreachable: 300 } as const;

/**
 * Seconds until the next attempt after `attempts` of them: doubling from one minute, up to an hour (five minutes while the route cannot be
 * reached), each up to a quarter shorter or longer by `fraction` in [0, 1), so that a queue does not come back all at once.
 */
export function retryDelaySeconds(why: keyof typeof LONGEST_SECONDS, attempts: number, fraction: number): number {
  const doubled = FIRST_SECONDS * 2 ** Math.min(Math.max(attempts - 1, 0), 20);
  return Math.min(doubled, LONGEST_SECONDS[why]) * (1 - JITTER + 2 * JITTER * fraction);
}
