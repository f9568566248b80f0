import type { Instant } from "../domain/time/instant.ts";
import { readApiKeyPrefix } from "./api-key-text.ts";
import type { Digest } from "./ports/digest.ts";
import type { ApiKey, KeyStore } from "./ports/key-store.ts";

export type Authentication = { ok: true; key: ApiKey } | { ok: false };

// Compared with when no key has the prefix, so that an unknown prefix costs as much as a wrong secret.
const NOBODY = "0".repeat(64);

/**
 * Whose key this is, if it is a valid one now. All refusals look alike: not a key, unknown, wrong secret, revoked, expired.
 * A valid key's use is recorded.
 */
export async function authenticateKey(
  deps: { keys: KeyStore; digest: Digest; now: () => Promise<Instant> },
  text: string,
): Promise<Authentication> {
  const prefix = readApiKeyPrefix(text);
  if (prefix === null) return { ok: false };
  const [found, now] = await Promise.all([deps.keys.findByPrefix(prefix), deps.now()]);
  const matches = deps.digest.equal(deps.digest.sha256(text), found?.sha256 ?? NOBODY);
  if (!matches || found === null || !isUsable(found, now)) return { ok: false };
  await deps.keys.recordUse(found.id);
  const { sha256: _, ...key } = found;
  return { ok: true, key };
}

/** Neither revoked nor expired: a key is valid until the instant it expires. */
export function isUsable(key: Pick<ApiKey, "revokedAt" | "expiresAt">, now: Instant): boolean {
  return key.revokedAt === null && (key.expiresAt === null || now < key.expiresAt);
}
