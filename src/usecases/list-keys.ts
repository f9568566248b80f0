import type { Scope } from "../domain/access/scope.ts";
import { formatInstant, type Instant } from "../domain/time/instant.ts";
import type { ApiKey, KeyStore } from "./ports/key-store.ts";

/** A key as it is listed; instants are ISO 8601 UTC. */
export interface KeyListing {
  id: number;
  name: string;
  prefix: string;
  scopes: readonly Scope[];
  /** In whose name it acts; null: in nobody's. */
  agent: string | null;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

/** All keys, newest first, revoked ones too: who has access, who had, and which key lies unused. */
export async function listKeys(keys: KeyStore): Promise<KeyListing[]> {
  return (await keys.list()).map(presentKey);
}

export function presentKey({ id, name, prefix, scopes, agent, ...key }: ApiKey): KeyListing {
  return {
    ...{ id, name, prefix, scopes, agent },
    createdAt: formatInstant(key.createdAt),
    expiresAt: formatOrNull(key.expiresAt),
    revokedAt: formatOrNull(key.revokedAt),
    lastUsedAt: formatOrNull(key.lastUsedAt),
  };
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
