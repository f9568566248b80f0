import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";

let desk: HttpDesk;
let key: string;

beforeAll(async () => {
  desk = await startHttpDesk();
  key = await desk.createKey("admin");
});
afterAll(() => desk.close());

async function made(): Promise<{ id: number; key: string }> {
  const body = { name: "robot", scopes: ["read"] };
  return (await (await desk.send("POST", "/api/v1/keys", { key, body })).json()) as { id: number; key: string };
}

async function read(id: number) {
  const answer = await desk.get(`/api/v1/keys/${id}`, { key });
  return { status: answer.status, etag: answer.headers.get("etag") ?? "", body: (await answer.json()) as object };
}

const end = (id: number, etag: string) =>
  desk.send("DELETE", `/api/v1/keys/${id}`, { key, headers: { "if-match": etag } });

test("a key is read alone as it is listed, and its ETag changes when it is ended, not when it is used", async () => {
  const { id, key: robot } = await made();
  const { status, etag, body } = await read(id);
  const listed = (await (await desk.get("/api/v1/keys?limit=1", { key })).json()) as { items: object[] };
  expect({ status, items: [body] }).toEqual({ status: 200, items: listed.items });
  expect((await desk.get("/api/v1/agents", { key: robot })).status).toBe(200);
  expect((await read(id)).body).toMatchObject({ lastUsedAt: expect.any(String) });
  expect((await read(id)).etag).toBe(etag);
  expect((await end(id, etag)).status).toBe(204);
  expect((await read(id)).body).toMatchObject({ revokedAt: expect.any(String) });
  expect((await read(id)).etag).not.toBe(etag);
  expect((await read(999_999)).status).toBe(404);
});

test("a key is ended by whoever saw it as it is, told by If-Match where that is sent", async () => {
  const [one, other] = [await made(), await made()];
  const wrong = await end(one.id, (await read(other.id)).etag);
  expect([wrong.status, wrong.headers.get("etag")]).toEqual([412, (await read(one.id)).etag]);
  expect(await wrong.json()).toMatchObject({
    code: "precondition-failed",
    detail: expect.stringContaining("get it again"),
  });
  expect((await read(one.id)).body).toMatchObject({ revokedAt: null });
  expect((await end(one.id, "*")).status).toBe(204);
  expect((await end(one.id, "*")).status).toBe(404);
  expect((await end(999_999, "*")).status).toBe(404);
});
