import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";

let desk: HttpDesk;
let key: string;

beforeAll(async () => {
  desk = await startHttpDesk();
  key = await desk.createKey("admin");
});
afterAll(() => desk.close());

const ask = (method: string, path: string, given: RequestInit = {}) =>
  fetch(`${desk.url}${path}`, { method, ...given, headers: { authorization: `Bearer ${key}`, ...given.headers } });

describe("HEAD answers as GET does, without the body (RFC 9110 section 9.3.2)", () => {
  test.each(["/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/tickets", "/api/v1/keys/1"])(
    "%s",
    async (path) => {
      const [head, get] = [await ask("HEAD", path), await ask("GET", path)];
      expect([head.status, head.headers.get("content-type")]).toEqual([get.status, get.headers.get("content-type")]);
      expect(head.headers.get("etag")).toBe(get.headers.get("etag"));
      expect(await head.text()).toBe("");
    },
  );

  test("needs the same scope", async () => {
    const scoped = await desk.createKey("metrics");
    expect((await ask("HEAD", "/api/v1/tickets", { headers: { authorization: `Bearer ${scoped}` } })).status).toBe(403);
    expect((await fetch(`${desk.url}/api/v1/tickets`, { method: "HEAD" })).status).toBe(401);
  });
});

test.each([
  ["DELETE", "/api/v1/tickets", "GET, HEAD, POST"],
  ["PUT", "/api/v1/tickets/SV-7K3M9-2", "GET, HEAD, PATCH"],
  ["POST", "/healthz", "GET, HEAD"],
  ["HEAD", "/api/v1/events", "GET"],
  ["OPTIONS", "/api/v1/keys/1", "DELETE, GET, HEAD"],
])("%s %s is told which methods there are (RFC 9110 section 15.5.6)", async (method, path, allow) => {
  const answer = await ask(method, path);
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
  if (method === "HEAD") return;
  expect(await answer.json()).toMatchObject({
    status: 405,
    code: "method-not-allowed",
    detail: expect.stringContaining(allow),
  });
});

test("a path that is none stays one that is not found, whatever the method", async () => {
  for (const method of ["GET", "DELETE"]) expect((await ask(method, "/api/v1/nothing")).status).toBe(404);
});

describe("a request that is not valid is told what is wrong with it", () => {
  const json = { "content-type": "application/json" };

  test.each<[string, string, RequestInit, string]>([
    ["GET", "/api/v1/tickets?organization=north", {}, "querystring must NOT have additional properties: organization"],
    ["GET", "/api/v1/tickets?state=done", {}, "allowed values: new, open, waiting, resolved, closed"],
    [
      "POST",
      "/api/v1/keys",
      { headers: json, body: '{"name":"a","scopes":["all"]}' },
      "allowed values: read, write, admin, metrics",
    ],
    ["POST", "/api/v1/keys", { headers: json, body: '{"name":' }, "The body is not JSON"],
    ["POST", "/api/v1/keys", { headers: json, body: '{"name":"a","__proto__":{}}' }, "The body is not JSON"],
  ])("%s %s %j", async (method, path, given, detail) => {
    const answer = await ask(method, path, given);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "invalid-request", detail: expect.stringContaining(detail) });
  });
});

test("a key that would be of no use is refused: one that has expired when it is made", async () => {
  const body = { name: "late", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" };
  const answer = await desk.send("POST", "/api/v1/keys", { key, body });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: "invalid-request",
    detail: expect.stringContaining("in the past"),
  });
});
