import type { Authenticity } from "./mail-understanding.ts";

/**
 * Whether asking the name servers again later could prove the sender: a signature whose key, or a sound signature whose
 * policy, was not to be had for the moment. Such a result is neither pass nor fail (RFC 8601 section 2.7.1), so filing
 * waits for it, but not for ever. A mail without a signature is not held up: nothing could prove it (threat T5).
 */
export function awaitsNameServers({ source, dkim, dmarc }: Authenticity): boolean {
  return source === "own-check" && dmarc === "temperror" && (dkim === "temperror" || dkim === "pass");
}
