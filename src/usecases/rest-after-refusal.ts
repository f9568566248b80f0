import { AdapterError } from "./ports/adapter-error.ts";
import type { EvidenceSource } from "./ports/evidence-source.ts";
import { reconnectDelay } from "./reconnect-delay.ts";

const REFUSALS: ReadonlySet<string> = new Set(["login-refused", "token-revoked"]);

/**
 * A source that is not asked again for over twelve minutes once it refused a login: servers lock accounts that try more often. Until then it
 * fails with what it said.
 */
export function restAfterRefusal(
  source: EvidenceSource,
  fraction: () => number,
  millisecondsNow: () => number,
): EvidenceSource {
  let refusal: AdapterError | null = null;
  let restsUntil = 0;
  return {
    name: source.name,
    find: async (messageIds) => {
      if (refusal !== null && millisecondsNow() < restsUntil) throw refusal;
      try {
        const found = await source.find(messageIds);
        refusal = null;
        return found;
      } catch (error) {
        refusal = error instanceof AdapterError && REFUSALS.has(error.code) ? error : null;
        restsUntil = millisecondsNow() + reconnectDelay({ refused: true, failures: 1 }, fraction());
        throw error;
      }
    },
  };
}
