import { authorize } from "../domain/access/authorize.ts";
import { SCOPES, type Scope } from "../domain/access/scope.ts";
import type { AuditActor } from "../domain/audit/audit-event.ts";
import type { Desk } from "../domain/desk/desk.ts";
import { formatInstant, type Instant } from "../domain/time/instant.ts";
import { API_KEY_BYTES, writeApiKey } from "./api-key-text.ts";
import type { AuditTrail } from "./ports/audit-trail.ts";
import type { Digest } from "./ports/digest.ts";
import type { KeyStore } from "./ports/key-store.ts";
import type { Randomness } from "./ports/randomness.ts";

export type CreatedKey = { ok: true; id: number; key: string } | { ok: false; why: string };

export interface WantedKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly agent?: string | null;
  readonly expiresAt?: Instant | null;
}

/** Whoever makes keys, in one transaction. */
export interface CreateKeyDeps {
  readonly keys: Pick<KeyStore, "insert">;
  readonly audit: Pick<AuditTrail, "record">;
  readonly digest: Digest;
  readonly randomness: Randomness;
  readonly agents: Desk["agents"];
  readonly actor: AuditActor;
  now(): Promise<Instant>;
}

/**
 * Makes a key, stores its digest and puts the deed on record. The key is in the answer and nowhere else: it can be shown once and never again.
 * Refused without a name, without a scope, with a scope that does not exist, for an agent who does not or may not, and where it has expired already.
 */
export async function createKey(deps: CreateKeyDeps, wanted: WantedKey): Promise<CreatedKey> {
  const name = wanted.name.trim();
  if (name === "") return { ok: false, why: "A key needs a name that says who uses it: --name backup-robot." };
  const unknown = wanted.scopes.filter((scope) => !isScope(scope));
  if (wanted.scopes.length === 0 || unknown.length > 0) {
    return { ok: false, why: `${describe(unknown)} Give one or more of: --scope ${SCOPES.join(", ")}.` };
  }
  const scopes = SCOPES.filter((scope) => wanted.scopes.includes(scope));
  const agent = wanted.agent ?? null;
  const why = agent === null ? null : findExcess(deps.agents, agent, scopes);
  if (why !== null) return { ok: false, why };
  const expiresAt = wanted.expiresAt ?? null;
  if (expiresAt !== null && expiresAt <= (await deps.now())) {
    return { ok: false, why: `${formatInstant(expiresAt)} is in the past: such a key would never be valid.` };
  }
  const { key, prefix } = writeApiKey(deps.randomness.bytes(API_KEY_BYTES));
  const id = await deps.keys.insert({ name, prefix, sha256: deps.digest.sha256(key), scopes, agent, expiresAt });
  deps.audit.record({
    actor: deps.actor,
    action: "key.created",
    subject: { kind: "key", id: String(id) },
    detail: { prefix, scopes, agent, expiresAt: expiresAt === null ? null : formatInstant(expiresAt) },
  });
  return { ok: true, id, key };
}

/** A key in an agent's name that no agent could use would only be found out when it is needed. */
function findExcess(agents: Desk["agents"], agent: string, scopes: readonly Scope[]): string | null {
  const refused = scopes.map((scope) => ({ scope, answer: authorize({ kind: "agent", agent, agents }, scope) }));
  for (const { scope, answer } of refused) {
    if (answer.ok) continue;
    if (answer.why === "missing-scope") return `An agent may not ${scope}: give it a key that acts for no agent.`;
    const names = Object.keys(agents).filter((name) => agents[name]?.active);
    return `There is no active agent ${agent} in the desk file; the agents are: ${names.join(", ") || "none"}.`;
  }
  return null;
}

function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

function describe(unknown: readonly string[]): string {
  return unknown.length === 0 ? "A key needs a scope." : `There is no scope ${unknown.join(", ")}.`;
}
