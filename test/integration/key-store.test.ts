import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { createKeyStore } from "../../src/adapters/postgres/key-store.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

let testDatabase: TestDatabase;
let db: Kysely<Schema>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 2 });
});

afterAll(async () => {
  await db.destroy();
  await testDatabase.drop();
});

test("a key is found by its prefix, listed newest first, and revoked once", async () => {
  const keys = createKeyStore(db);
  const one = await keys.insert({
    name: "one",
    prefix: "aaaa",
    sha256: "1",
    scopes: ["read"],
    agent: null,
    expiresAt: null,
  });
  const two = await keys.insert({
    name: "two",
    prefix: "bbbb",
    sha256: "2",
    scopes: ["metrics"],
    agent: null,
    expiresAt: null,
  });
  expect(await keys.findByPrefix("aaaa")).toMatchObject({ id: one, sha256: "1", scopes: ["read"], revokedAt: null });
  expect(await keys.findByPrefix("cccc")).toBeNull();
  expect((await keys.list()).map((key) => key.id)).toEqual([two, one]);
  expect(await keys.revoke(one)).toBe(true);
  expect(await keys.revoke(one)).toBe(false);
  expect((await keys.find(one))?.revokedAt).not.toBeNull();
  // A larger id than its column can hold is none that is there, and no failure.
  for (const id of [2 ** 31, Number.MAX_SAFE_INTEGER])
    expect([await keys.find(id), await keys.revoke(id)]).toEqual([null, false]);
});

test("the use of a key is noted, to the minute", async () => {
  const keys = createKeyStore(db);
  const id = await keys.insert({
    name: "busy",
    prefix: "dddd",
    sha256: "3",
    scopes: ["read"],
    agent: null,
    expiresAt: null,
  });
  await keys.recordUse(id);
  const first = (await keys.find(id))?.lastUsedAt;
  await keys.recordUse(id);
  expect((await keys.find(id))?.lastUsedAt).toBe(first);
  await sql`update desk_time set "offset" = interval '2 minutes'`.execute(db);
  await keys.recordUse(id);
  await sql`update desk_time set "offset" = '0'`.execute(db);
  expect((await keys.find(id))?.lastUsedAt).toBeGreaterThan((first ?? 0) + 60_000);
});

test("the measures of an empty desk are zero, and heartbeats and mailboxes are in them", async () => {
  await db.insertInto("mailbox").values({ name: "support", folder: "INBOX" }).execute();
  await createHeartbeatStore(db).beat("canary");
  await createHeartbeatStore(db).beat("canary", "again");
  const measures = await createMeasureStore(db).read();
  expect(measures).toMatchObject({
    tickets: { new: 0, open: 0, waiting: 0, resolved: 0, closed: 0 },
    outbox: { queued: 0, uncertain: 0 },
    clocks: { running: 0, breached: 0 },
    webhooks: { queued: 0, sending: 0, deferred: 0, delivered: 0, dead: 0 },
    alerts: 0,
    oldestToFileAt: null,
    oldestToSendAt: null,
    oldestToPostAt: null,
    oldestToFireAt: null,
    ambiguousResends: 0,
    mailboxes: [{ name: "support", lastSuccessAt: null, lastError: null, lastErrorAt: null }],
    heartbeats: [{ name: "canary" }],
  });
  expect(measures.heartbeats[0]?.at).toBeLessThanOrEqual(measures.now);
});
