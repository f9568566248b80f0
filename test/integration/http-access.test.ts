import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { denyUnlisted, ROUTES, type Route } from "../../src/adapters/http/routes.ts";
import { SCOPES, type Scope } from "../../src/domain/access/scope.ts";
import type { Release } from "../../src/domain/releases/release.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { openTicket } from "../support/desk-story.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";

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

beforeAll(async () => {
  // Every route is refused several times here: that refusals are counted has a test of its own.
  desk = await startHttpDesk({ refusalsAMinute: 10_000 });
  visited = await startHttpDesk({ refusalsAMinute: 10_000 });
  session = await visited.openConsole();
  await openTicket(desk, { ref: "SV-7K3M9-2" });
  await importRelease(desk.deps.unitOfWork, RELEASE);
  for (const scope of SCOPES) keys.set(scope, await desk.createKey(scope));
});

afterAll(async () => {
  await desk.close();
  await visited.close();
});

const routes: Route[] = Object.values(ROUTES);
const scoped = routes.filter((route) => route.access !== "public" && route.access !== "console");
const matrix = scoped.flatMap((route) => SCOPES.map((scope) => ({ route, scope, path: route.path })));

function fill(path: string): string {
  return path.replace(":ref", "SV-7K3M9-2").replace(/:\w+/, "999999");
}

async function ask(at: HttpDesk, route: Route, options: { key?: string; cookie?: string }): Promise<Response> {
  const query = route.path.endsWith("/reports/sla") ? "?month=2026-11" : "";
  const body = route.method === "GET" || route.method === "DELETE" ? {} : { body: {} };
  return await at.send(route.method, fill(route.path) + query, { ...options, ...body });
}

/** What a route answers to whoever may use it: an empty body is none, and there is nothing of that number. */
function admitted(route: Route): readonly number[] {
  if (route.path === "/api/v1/organisations/:organisation") return [400, 404];
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

test.each(scoped)("$method $path is not opened by a console session", async (route) => {
  const answer = await ask(visited, route, { cookie: session });
  expect(answer.status).toBe(401);
});

test.each(routes.filter((route) => route.access === "console"))(
  "$path leads strangers to the sign-in",
  async ({ path }) => {
    const forged = `svartid_session=link.${Date.now() + 3_600_000}.${"0".repeat(64)}`;
    for (const options of [{}, { key: keys.get("admin") ?? "" }, { cookie: forged }]) {
      const answer = await desk.get(fill(path), options);
      expect(answer.status).toBe(303);
      expect(answer.headers.get("location")).toBe("/sign-in");
      expect(await answer.text()).toBe("");
    }
    expect((await desk.get(fill(path), { cookie: await desk.openConsole() })).status).toBe(200);
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
    expect(policy).not.toContain("script-src");
    expect(policy).not.toContain("unsafe-inline");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }
});
