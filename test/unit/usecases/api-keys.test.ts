import { expect, test } from "@jest/globals";
import { digest } from "../../../src/adapters/system/digest.ts";
import { type AuditDeed, SYSTEM } from "../../../src/domain/audit/audit-event.ts";
import { type Instant, instant } from "../../../src/domain/time/instant.ts";
import { readApiKeyPrefix, writeApiKey } from "../../../src/usecases/api-key-text.ts";
import { authenticateKey } from "../../../src/usecases/authenticate-key.ts";
import { createKey } from "../../../src/usecases/create-key.ts";
import { listKeys } from "../../../src/usecases/list-keys.ts";
import type { AuditTrail } from "../../../src/usecases/ports/audit-trail.ts";
import { revokeKey } from "../../../src/usecases/revoke-key.ts";
import { createMemoryKeyStore } from "../../support/memory-key-store.ts";
import { testDesk } from "../../support/test-desk.ts";

const EARLIER = instant(Date.UTC(2026, 10, 24, 11));
const NOON = instant(Date.UTC(2026, 10, 24, 12));

function desk() {
  let filler = 0;
  const keys = createMemoryKeyStore(() => NOON);
  const randomness = { bytes: (count: number) => new Uint8Array(count).fill(++filler), fraction: () => 0 };
  const deeds: AuditDeed[] = [];
  const audit = { record: (deed: AuditDeed) => void deeds.push(deed) };
  const deps = { keys, audit, digest, randomness, agents: testDesk().agents, actor: SYSTEM, now: async () => EARLIER };
  const authenticate = (text: string, now: Instant = NOON) => authenticateKey({ ...deps, now: async () => now }, text);
  const revoke = (id: number) => revokeKey({ keys, audit: audit as AuditTrail }, id, SYSTEM);
  return { keys, deps, deeds, authenticate, revoke };
}

test("a key is shown once, and only its digest is stored", async () => {
  const { keys, deps } = desk();
  const created = await createKey(deps, { name: "robot", scopes: ["read"] });
  if (!created.ok) throw new Error(created.why);
  const stored = JSON.stringify(await keys.findByPrefix(readApiKeyPrefix(created.key) ?? ""));
  expect(stored).toContain(digest.sha256(created.key));
  expect(stored).not.toContain(created.key.split("_")[2]);
  expect(JSON.stringify(await listKeys(keys))).not.toContain(digest.sha256(created.key));
});

test("a key that has expired when it is made is refused, and nothing is stored", async () => {
  const { keys, deps } = desk();
  const wanted = { name: "robot", scopes: ["read"] };
  const refused = await createKey(deps, { ...wanted, expiresAt: EARLIER });
  expect(refused).toEqual({ ok: false, why: expect.stringContaining("2026-11-24T11:00:00.000Z is in the past") });
  expect(await listKeys(keys)).toEqual([]);
  expect(await createKey(deps, { ...wanted, expiresAt: NOON })).toMatchObject({ ok: true });
});

test("a valid key is recognised with its scopes, and its use is recorded", async () => {
  const { keys, deps, authenticate } = desk();
  const created = await createKey(deps, { name: "robot", scopes: ["metrics", "read"] });
  if (!created.ok) throw new Error(created.why);
  const answer = await authenticate(created.key);
  expect(answer).toMatchObject({ ok: true, key: { name: "robot", scopes: ["read", "metrics"] } });
  expect(answer).not.toHaveProperty("key.sha256");
  expect((await listKeys(keys))[0]?.lastUsedAt).toBe("2026-11-24T12:00:00.000Z");
});

test("a key with any other secret is refused, and its use is not recorded", async () => {
  const { keys, deps, authenticate } = desk();
  const created = await createKey(deps, { name: "robot", scopes: ["read"] });
  if (!created.ok) throw new Error(created.why);
  const last = created.key.endsWith("0") ? "1" : "0";
  for (const text of [
    "",
    "Bearer",
    `${created.key.slice(0, -1)}${last}`,
    `${created.key}0`,
    created.key.toUpperCase(),
  ]) {
    expect(await authenticate(text)).toEqual({ ok: false });
  }
  expect((await listKeys(keys))[0]?.lastUsedAt).toBeNull();
});

test("a revoked key is refused and stays listed", async () => {
  const { keys, deps, authenticate, revoke } = desk();
  const created = await createKey(deps, { name: "robot", scopes: ["read"] });
  if (!created.ok) throw new Error(created.why);
  expect(await revoke(created.id)).toEqual({ ok: true });
  expect(await authenticate(created.key)).toEqual({ ok: false });
  expect(await listKeys(keys)).toMatchObject([{ name: "robot", revokedAt: "2026-11-24T12:00:00.000Z" }]);
  expect(await revoke(created.id)).toMatchObject({ ok: false });
});

test("a key is valid until the instant it expires", async () => {
  const { deps, authenticate } = desk();
  const created = await createKey(deps, { name: "robot", scopes: ["read"], expiresAt: NOON });
  if (!created.ok) throw new Error(created.why);
  expect(await authenticate(created.key, instant(NOON - 1))).toMatchObject({ ok: true });
  expect(await authenticate(created.key, NOON)).toEqual({ ok: false });
});

test("a key without a name, without a scope or with an unknown scope is not made", async () => {
  const { keys, deps } = desk();
  expect(await createKey(deps, { name: " ", scopes: ["read"] })).toMatchObject({ ok: false });
  expect(await createKey(deps, { name: "robot", scopes: [] })).toMatchObject({ ok: false });
  const refused = await createKey(deps, { name: "robot", scopes: ["read", "everything"] });
  expect(refused).toEqual({
    ok: false,
    why: "There is no scope everything. Give one or more of: --scope read, write, admin, metrics.",
  });
  expect(await keys.list()).toEqual([]);
});

test("a key acts for an agent of the desk file, and for nothing that this agent may not do", async () => {
  const { keys, deps } = desk();
  expect(await createKey(deps, { name: "phone", scopes: ["write"], agent: "one" })).toMatchObject({ ok: true });
  expect(await listKeys(keys)).toMatchObject([{ agent: "one" }]);
  expect(await createKey(deps, { name: "phone", scopes: ["write"], agent: "nobody" })).toEqual({
    ok: false,
    why: expect.stringContaining("There is no active agent nobody in the desk file; the agents are: one"),
  });
  expect(await createKey(deps, { name: "phone", scopes: ["admin"], agent: "one" })).toEqual({
    ok: false,
    why: "An agent may not admin: give it a key that acts for no agent.",
  });
});

test("two keys made of different random bytes share neither prefix nor secret", () => {
  const one = writeApiKey(new Uint8Array(38).fill(1));
  const other = writeApiKey(new Uint8Array(38).fill(2));
  expect(one.key).toMatch(/^svk_[0-9a-f]{12}_[0-9a-f]{64}$/);
  expect(one.prefix).not.toBe(other.prefix);
});

test("who made and who ended a key is on record, without the key, its name or its digest", async () => {
  const { deps, deeds, revoke } = desk();
  const created = await createKey(deps, { name: "Mette's robot", scopes: ["read"], expiresAt: NOON });
  if (!created.ok) throw new Error(created.why);
  await revoke(created.id);
  await revoke(created.id);
  const subject = { kind: "key", id: String(created.id) };
  const prefix = readApiKeyPrefix(created.key);
  const detail = { prefix, scopes: ["read"], agent: null, expiresAt: "2026-11-24T12:00:00.000Z" };
  expect(deeds).toEqual([
    { actor: SYSTEM, action: "key.created", subject, detail },
    { actor: SYSTEM, action: "key.revoked", subject },
  ]);
});
