import type { Instant } from "../../src/domain/time/instant.ts";
import type { ApiKey, KeyStore } from "../../src/usecases/ports/key-store.ts";

/** Keys in memory, by the rules of the port. */
export function createMemoryKeyStore(now: () => Instant): KeyStore {
  const rows: (ApiKey & { sha256: string })[] = [];
  const find = (id: number) => rows.find((row) => row.id === id) ?? null;
  return {
    async insert(key) {
      rows.push({ ...key, id: rows.length + 1, createdAt: now(), revokedAt: null, lastUsedAt: null });
      return rows.length;
    },
    findByPrefix: async (prefix) => rows.find((row) => row.prefix === prefix) ?? null,
    find: async (id) => find(id),
    list: async () => [...rows].reverse(),
    async revoke(id) {
      const row = find(id);
      if (row === null || row.revokedAt !== null) return false;
      row.revokedAt = now();
      return true;
    },
    async recordUse(id) {
      const row = find(id);
      if (row !== null) row.lastUsedAt = now();
    },
  };
}
