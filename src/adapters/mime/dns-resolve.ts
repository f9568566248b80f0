import { Resolver } from "node:dns/promises";
import type { Resolve } from "./verify-signatures.ts";

const TIMEOUT_MS = 3_000;
const KEEP_MS = 10 * 60_000;
const MAX_KEPT = 5_000;

/** Asks the system's name servers, 3 seconds and once, and remembers answers for ten minutes; failures it does not. */
export function createDnsResolve(): Resolve {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  const kept = new Map<string, { until: number; answer: Promise<unknown> }>();
  return async (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > Date.now()) return await known.answer;
    const answer = resolver.resolve(name, type);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, { until: Date.now() + KEEP_MS, answer });
    answer.catch(() => kept.delete(key));
    return await answer;
  };
}
