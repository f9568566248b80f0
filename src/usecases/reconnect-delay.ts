const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** A little over twelve minutes: five tries fit into an hour, and a sixth with a new access token (RFC 6749). */
const AFTER_REFUSAL_MS = 730_000;

/**
 * How long to wait before the mailbox is tried again, in milliseconds. `failures` counts those since the last reading that
 * succeeded (1 for the first). A refused login waits over twelve minutes: servers lock accounts that try more often.
 * `fraction` in [0, 1) spreads mailboxes, so that they do not all come back in the same moment.
 */
export function reconnectDelay(failure: { refused: boolean; failures: number }, fraction: number): number {
  if (failure.refused) return AFTER_REFUSAL_MS * (1 + fraction / 10);
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failure.failures - 1));
  return longest * (0.5 + fraction / 2);
}
