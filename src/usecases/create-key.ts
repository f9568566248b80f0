import { SCOPES, type Scope } from "../domain/access/scope.ts";
import type { Instant } from "../domain/time/instant.ts";
import { API_KEY_BYTES, writeApiKey } from "./api-key-text.ts";
import type { Digest } from "./ports/digest.ts";
import type { KeyStore } from "./ports/key-store.ts";
import type { Randomness } from "./ports/randomness.ts";

export type CreatedKey = { ok: true; id: number; key: string } | { ok: false; why: string };

/**
 * Makes a key and stores its digest. The key is in the answer and nowhere else: it can be shown once and never again.
 * Refused without a name, without a scope, or with a scope that does not exist.
 */
export async function createKey(
  deps: { keys: KeyStore; digest: Digest; randomness: Randomness },
  wanted: { name: string; scopes: readonly string[]; expiresAt?: Instant | null },
): Promise<CreatedKey> {
  const name = wanted.name.trim();
  if (name === "") return { ok: false, why: "A key needs a name that says who uses it: --name backup-robot." };
  const unknown = wanted.scopes.filter((scope) => !isScope(scope));
  if (wanted.scopes.length === 0 || unknown.length > 0) {
    return { ok: false, why: `${describe(unknown)} Give one or more of: --scope ${SCOPES.join(", ")}.` };
  }
  const { key, prefix } = writeApiKey(deps.randomness.bytes(API_KEY_BYTES));
  const id = await deps.keys.insert({
    name,
    prefix,
    sha256: deps.digest.sha256(key),
    scopes: SCOPES.filter((scope) => wanted.scopes.includes(scope)),
    expiresAt: wanted.expiresAt ?? null,
  });
  return { ok: true, id, key };
}

function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

function describe(unknown: readonly string[]): string {
  return unknown.length === 0 ? "A key needs a scope." : `There is no scope ${unknown.join(", ")}.`;
}
