import type { KeyStore } from "./ports/key-store.ts";

export type Revocation = { ok: true } | { ok: false; why: string };

/** Ends a key at once, and with it every console session opened by it. A revoked key is never valid again. */
export async function revokeKey(keys: KeyStore, id: number): Promise<Revocation> {
  if (await keys.revoke(id)) return { ok: true };
  return { ok: false, why: `There is no key ${id} that is still valid. svartid key list shows them.` };
}
