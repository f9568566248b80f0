import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHttpServer, type HttpServer } from "../../src/adapters/http/create-http-server.ts";
import { denyUnlisted, ROUTES, type Route } from "../../src/adapters/http/routes.ts";
import { SCOPES, type Scope } from "../../src/domain/access/scope.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { Release } from "../../src/domain/releases/release.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { openTicket } from "../support/desk-story.ts";
import { type HttpDesk, type SendOptions, startHttpDesk } from "../support/http-desk.ts";
import { testDesk } from "../support/test-desk.ts";

/** Under the number that every path is filled with. */
const RELEASE: Release = {
  key: "999999",
  ...{
    module: "core",
    version: "5.3",
    kind: "minor",
    availableOn: "2026-12-01",
    versions: [],
    hosting: null,
    fixes: [],
  },
  notes: { da: "-", en: "-" },
};

let desk: HttpDesk;
let visited: HttpDesk;
let session: string;
const keys = new Map<Scope, string>();
/** The same desk, after one agent was made inactive and another was taken out of the desk file. */
let left: HttpDesk;
let server: HttpServer;
/** Keys with every scope, that act for agents. */
const agentKeys: Record<string, string> = {};

beforeAll(async () => {
  // Every route is refused several times here: that refusals are counted has a test of its own.
  desk = await startHttpDesk({ refusalsAMinute: 10_000 });
  visited = await startHttpDesk({ refusalsAMinute: 10_000 });
  session = await visited.openConsole();
  await openTicket(desk, { ref: "SV-7K3M9-2" });
  await importRelease(desk.deps.unitOfWork, RELEASE, SYSTEM);
  for (const scope of SCOPES) keys.set(scope, await desk.createKey(scope));
  const { agents } = testDesk();
  const two = { ...agents.two, active: false } as (typeof agents)[string];
  const settings = { ...desk.deps.desk, agents: { one: agents.one, two } as typeof agents };
  server = await createHttpServer({ ...desk.deps, desk: settings });
  left = { ...desk, send: (method, path, options) => sendTo(server.url, method, path, options) };
  for (const [name, agent] of [
    ["active", "one"],
    ["inactive", "two"],
    ["gone", "three"],
  ] as const) {
    const key = await desk.createKey(...SCOPES);
    await desk.db
      .updateTable("api_key")
      .set({ agent })
      .where("prefix", "=", key.split("_")[1] ?? "")
      .execute();
    agentKeys[name] = key;
  }
});

function sendTo(url: string, method: string, path: string, { key = "", body }: SendOptions): Promise<Response> {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const headers = { ...json, authorization: `Bearer ${key}` };
  return fetch(new URL(path, url), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

afterAll(async () => {
  await server.close();
  await desk.close();
  await visited.close();
});

const routes: Route[] = Object.values(ROUTES);
const scoped = routes.filter((route) => route.access !== "public" && route.access !== "console");
const matrix = scoped.flatMap((route) => SCOPES.map((scope) => ({ route, scope, path: route.path })));

function fill(path: string): string {
  return path.replace(":ref", "SV-7K3M9-2").replaceAll(/:\w+/g, "999999");
}

async function ask(at: HttpDesk, route: Route, options: { key?: string; cookie?: string }): Promise<Response> {
  const query = route.path.endsWith("/reports/sla") ? "?month=2026-11" : "";
  const body = route.method === "GET" || route.method === "DELETE" ? {} : { body: {} };
  const answer = await at.send(route.method, fill(route.path) + query, { ...options, ...body });
  // It would go on until the key ends.
  if (answer.headers.get("content-type") === "text/event-stream") await answer.body?.cancel();
  return answer;
}

/** What a route answers to whoever may use it: an empty body is none, and there is nothing of that number. */
function admitted(route: Route): readonly number[] {
  if (/\/(organisations\/:organisation(\/events)?|keys\/:id)$/.test(route.path)) return [400, 404];
  return route.method === "GET" ? [200] : [400, 404];
}

test.each(matrix)("$route.method $path with a key of scope $scope", async ({ route, scope }) => {
  const answer = await ask(desk, route, { key: keys.get(scope) ?? "" });
  const may = scope === route.access || scope === "admin";
  if (may) expect(admitted(route)).toContain(answer.status);
  else expect(answer.status).toBe(403);
  if (!may) expect(await answer.json()).toMatchObject({ code: "forbidden" });
});

test.each(scoped)("$method $path without a valid key is refused", async (route) => {
  const [, secret] = /^svk_[0-9a-f]{12}_([0-9a-f]{64})$/.exec(keys.get("admin") ?? "") ?? [];
  for (const key of ["", "nonsense", `svk_000000000000_${secret}`]) {
    const answer = await ask(desk, route, { key });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.json()).toMatchObject({ code: "unauthenticated" });
  }
  const inUrl = await ask(desk, { ...route, path: `${route.path}?key=${keys.get("admin")}` }, {});
  expect(inUrl.status).toBe(401);
});

test.each(scoped)("$method $path is refused to what is, or was, almost a key", async (route) => {
  const valid = keys.get("admin") ?? "";
  const used = { revoked: await desk.createKey("admin"), expired: await desk.createKey("admin") };
  for (const [name, change] of [
    ["revoked", { revoked_at: new Date(0) }],
    ["expired", { expires_at: new Date(0) }],
  ] as const) {
    const prefix = used[name].split("_")[1] ?? "";
    await desk.db.updateTable("api_key").set(change).where("prefix", "=", prefix).execute();
  }
  const headers = [
    `Bearer ${used.revoked}`,
    `Bearer ${used.expired}`,
    `Basic ${Buffer.from(`admin:${valid}`).toString("base64")}`,
    `Token ${valid}`,
    valid,
    `Bearer${valid}`,
    `Bearer ${valid} ${valid}`,
    `Bearer ${valid}x`,
    `Bearer ${valid.slice(0, -1)}`,
    `Bearer ${valid.toUpperCase()}`,
  ];
  for (const authorization of headers) {
    const answer = await desk.send(route.method, fill(route.path), { headers: { authorization } });
    expect({ authorization, status: answer.status }).toEqual({ authorization, status: 401 });
    await answer.body?.cancel();
  }
});

test.each(scoped)("$method $path asks of a key that acts for an agent what the agent may", async (route) => {
  const who = Object.entries(agentKeys);
  for (const [agent, key] of who) {
    const answer = await ask(left, route, { key });
    const may = agent === "active" && (route.access === "read" || route.access === "write");
    if (may) expect(admitted(route)).toContain(answer.status);
    else expect({ agent, status: answer.status }).toEqual({ agent, status: 403 });
  }
});

test.each(scoped)("$method $path is not opened by a console session", async (route) => {
  const answer = await ask(visited, route, { cookie: session });
  expect(answer.status).toBe(401);
});

test.each(routes.filter((route) => route.access === "console"))(
  "$method $path leads strangers to the sign-in",
  async ({ method, path }) => {
    const visit = (query: string, options: { key?: string; cookie?: string }) =>
      desk.send(method, fill(path) + query, { ...options, redirect: "manual" });
    const forged = `svartid_session=link.${Date.now() + 3_600_000}.${"0".repeat(64)}`;
    for (const options of [{}, { key: keys.get("admin") ?? "" }, { cookie: forged }]) {
      const answer = await visit("", options);
      expect(answer.status).toBe(303);
      expect(answer.headers.get("location")).toBe("cookie" in options ? "/sign-in?ended" : "/sign-in");
      expect(await answer.text()).toBe("");
    }
    const { status } = await visit("?month=2026-11", { cookie: await desk.openConsole() });
    // There is a ticket, a release and no mail of that number; a link in nobody's name only looks.
    if (/\/(do|retry|resolve|replay|audit-trail)\b/.test(path)) expect(status).toBe(403);
    else expect(status).toBe(/\/(messages|inbound|outbox|organisations|done)\/:/.test(path) ? 404 : 200);
  },
);

test("a route that is not in the list cannot be registered", () => {
  expect(() => denyUnlisted("GET", "/api/v1/secret")).toThrow("GET /api/v1/secret is not in the list of routes");
  expect(() => denyUnlisted("PUT", "/api/v1/tickets")).toThrow();
  expect(() => denyUnlisted(["GET", "DELETE"], "/api/v1/tickets")).toThrow("DELETE");
  expect(() => denyUnlisted("GET", "/docsecret")).toThrow();
});

test("every documented route is a listed one, and says the scope it needs", async () => {
  const { paths } = (await (await desk.get("/openapi.json")).json()) as {
    paths: Record<string, Record<string, { security?: { key: string[] }[] }>>;
  };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, documented] of Object.entries(methods)) {
      const route = routes.find(
        (candidate) =>
          candidate.path === path.replace(/\{(\w+)\}/g, ":$1") && candidate.method === method.toUpperCase(),
      );
      expect(documented.security?.[0]?.key[0] ?? "public").toBe(route?.access);
    }
  }
  expect(Object.keys(paths).length).toBeGreaterThan(8);
});

test("every answer forbids scripts, frames and storing", async () => {
  const cookie = await desk.openConsole();
  for (const path of ["/", "/tickets/SV-7K3M9-2", "/sign-in", "/api/v1/tickets", "/nothing"]) {
    const answer = await desk.get(path, { cookie });
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    const isLive = path === "/" || path.startsWith("/tickets/");
    expect(/script-src ([^;]+)/.exec(policy)?.[1]).toBe(isLive ? "'self'" : undefined);
    expect(policy).not.toContain("unsafe");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }
});
