import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatInstant } from "../../src/domain/time/instant.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";
import { runCli } from "../support/run-cli.ts";

interface Item {
  id: number;
  at: string;
  actor: { kind: string; id: string | null };
  action: string;
  subject: { kind: string; id: string | null };
  detail: Record<string, unknown>;
  previousHash: string;
  hash: string;
}

let database: TestDatabase;
let desk: HttpDesk;
let key: string;
let halfway: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = await startHttpDesk({}, database);
  key = await desk.createKey("admin");
  await desk.send("POST", "/api/v1/keys", { key, body: { name: "Mette's robot", scopes: ["read"] } });
  halfway = formatInstant(await desk.stores.now());
  await desk.send("DELETE", "/api/v1/keys/2", { key });
});
afterAll(() => desk.close());

async function list(query = "", by = key): Promise<{ items: Item[]; next: string | null }> {
  const answer = await desk.get(`/api/v1/audit${query}`, { key: by });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { items: Item[]; next: string | null };
}

const idsOf = async (query: string) => (await list(query)).items.map(({ id }) => id);

test("who did what is listed, newest first, with the hashes of the chain and without names", async () => {
  const { items, next } = await list();
  expect(items).toMatchObject([
    { id: 3, actor: { kind: "key", id: "1" }, action: "key.revoked", subject: { kind: "key", id: "2" }, detail: {} },
    { id: 2, actor: { kind: "key", id: "1" }, action: "key.created", detail: { scopes: ["read"], agent: null } },
    { id: 1, actor: { kind: "system", id: null }, action: "key.created", previousHash: "0".repeat(64) },
  ]);
  expect(items[0]?.previousHash).toBe(items[1]?.hash);
  expect(next).toBeNull();
  expect(JSON.stringify(items)).not.toContain("Mette");
});

test.each([
  ["?actor=key", [3, 2]],
  ["?actor=key:1", [3, 2]],
  ["?actor=key:9", []],
  ["?actor=system", [1]],
  ["?action=key.created", [2, 1]],
  ["?subject=key:2", [3, 2]],
  ["?subject=outbox", []],
  ["?actor=key:1&action=key.created", [2]],
])("%s finds what it asks for", async (query, ids) => {
  expect(await idsOf(query)).toEqual(ids);
});

test("from and to cut at an instant: what happened at it is on the later side", async () => {
  expect(await idsOf(`?from=${halfway}`)).toEqual([3]);
  expect(await idsOf(`?to=${halfway}`)).toEqual([2, 1]);
});

test("pages follow each other to the end, and a cursor of another list is refused", async () => {
  const first = await list("?limit=2");
  expect(first.items.map(({ id }) => id)).toEqual([3, 2]);
  expect(await idsOf(`?limit=2&cursor=${first.next}`)).toEqual([1]);
  const foreign = Buffer.from("outbox:3").toString("base64url");
  expect((await desk.get(`/api/v1/audit?cursor=${foreign}`, { key })).status).toBe(400);
});

test("only a key that may everything reads it, and what cannot be understood is told", async () => {
  const reader = await desk.createKey("read", "write", "metrics");
  expect((await desk.get("/api/v1/audit", { key: reader })).status).toBe(403);
  const wrong = await desk.get("/api/v1/audit?from=yesterday", { key });
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain("from is not an instant: write it as 2026-11-24T12:00:00.000Z");
});

test("svartid audit events lists the same for people and as JSON", async () => {
  const environment = { DATABASE_URL: database.url, SVARTID_DESK: "config/desk.yaml" };
  const run = (...words: string[]) => runCli(["audit", "events", ...words], environment);
  const json = await run("--json", "--actor", "key:1", "--action", "key.revoked");
  expect(JSON.parse(json.out)).toEqual((await list("?actor=key:1&action=key.revoked")).items);
  const table = await run("--subject", "key:2", "--to", halfway);
  expect(table.out).toMatch(/^id\s+at\s+who\s+did\s+to\s+more\n2\s+\S+Z\s+key:1\s+key\.created\s+key:2\s+\{/);
  expect(await run("--from", "yesterday")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Use an instant in UTC"),
  });
  expect(await run("--action", "key.lost")).toMatchObject({ code: 2 });
});
