import type { Scope } from "../../domain/access/scope.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** A key as it can be shown: never the key itself, of which only a digest is kept. */
export interface ApiKey {
  id: number;
  name: string;
  /** The open part of the key, by which it is found. */
  prefix: string;
  scopes: readonly Scope[];
  /** In whose name it acts, by the key of desk.yaml; null: in nobody's. */
  agent: string | null;
  createdAt: Instant;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
  lastUsedAt: Instant | null;
}

export interface KeyStore {
  insert(key: {
    name: string;
    prefix: string;
    sha256: string;
    scopes: readonly Scope[];
    agent: string | null;
    expiresAt: Instant | null;
  }): Promise<number>;
  findByPrefix(prefix: string): Promise<(ApiKey & { sha256: string }) | null>;
  find(id: number): Promise<ApiKey | null>;
  /** All keys, revoked ones too, newest first. */
  list(): Promise<ApiKey[]>;
  /** False when there is no such key or it was revoked before. */
  revoke(id: number): Promise<boolean>;
  /** Notes the use to the minute: a busy key does not write a row for each request. */
  recordUse(id: number): Promise<void>;
}
