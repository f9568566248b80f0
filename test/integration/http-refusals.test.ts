import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHttpServer, type HttpServer } from "../../src/adapters/http/create-http-server.ts";
import type { ProblemCode } from "../../src/adapters/http/problem.ts";
import { isWriting, ROUTES, type Route, type RouteName } from "../../src/adapters/http/routes.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createKeyStore } from "../../src/adapters/postgres/key-store.ts";
import type { Scope } from "../../src/domain/access/scope.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { ASKED, type ChangingRoute, keyOf } from "../support/asked-routes.ts";
import { openTestSession } from "../support/console-pass.ts";
import { documentedCodes, type ProblemDocument } from "../support/documented-problems.ts";
import { holdRows } from "../support/held-rows.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";
import { silentLog } from "../support/silent-log.ts";

interface Asked {
  readonly name: RouteName;
  readonly route: Route;
}

/** What is sent in place of what would be done. */
interface Sent {
  readonly path?: string;
  readonly query?: string;
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Null: none. */
  readonly ifMatch?: string | null;
}

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;
let keys: { nobodys: string; agents: string };
/** With a database that does not answer. */
let away: HttpServer;
/** Where each key may ask once a minute. */
let busy: HttpDesk;
let busyKey: string;
const dead = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none", log: silentLog, maxConnections: 1 });

beforeAll(async () => {
  world = await openAgentDesk();
  http = await startHttp(world.desk.open);
  keys = { nobodys: await keyOf(world, null), agents: await keyOf(world, "one") };
  const told = { key: "told", module: "core", version: "5.3", kind: "minor", availableOn: "2026-12-01" } as const;
  const release = { ...told, versions: [], hosting: null, fixes: [], notes: { da: "-", en: "-" } };
  await importRelease(world.desk.open.unitOfWork, release, SYSTEM);
  const south = { id: "south", name: "South Utility", domains: ["south.example"], hosting: "vendor" };
  await send({ name: "createOrganisation", route: ROUTES.createOrganisation }, { body: south });
  busy = await startHttpDesk({ requestsAMinute: 1 });
  busyKey = await busy.createKey("admin");
  for (const key of [busyKey, ""]) await busy.get("/healthz", { key });
  await busy.get("/api/v1/agents", { key: busyKey });
  away = await createHttpServer({ ...busy.deps, requestsAMinute: 1000, keys: createKeyStore(dead) });
});
afterAll(async () => {
  await away.close();
  await dead.destroy();
  await busy.close();
  await http.stop();
  await world.close();
});

/** The same as a program would send, but for what is given. */
async function send({ name, route }: Asked, sent: Sent = {}, base = http.url): Promise<Response> {
  const ask = ASKED[name as ChangingRoute] as { body?: object } | undefined;
  const { ref } = await world.ticket();
  const path = sent.path ?? fill(route.path, ref, "south");
  const body = "body" in sent ? sent.body : ask?.body;
  const { key = keyFor(route), ifMatch = "*" } = sent;
  return await fetch(base + path + (sent.query ?? ""), {
    method: route.method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(ifMatch === null ? {} : { "if-match": ifMatch }),
      ...sent.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

const keyFor = ({ path }: Route) => (path.includes("/tickets") ? keys.agents : keys.nobodys);
const fill = (path: string, ref: string, id: string) =>
  path
    .replace(":ref", ref)
    .replace(/:organisation/, id)
    .replace(":id", "999999");

const stores = () => world.desk.open.unitOfWork.reading;

/** What an order of these is refused for. */
const IMPOSSIBLE: Readonly<Record<string, object>> = {
  replyToTicket: { text: "Prøv igen.", commands: ["level Z"] },
  changeTicket: { level: "Z" },
  recordTime: { minutes: -600, cause: "vendor" },
};

/** How an operation is brought to refuse with each code that its document names. */
const PROVOKED: Readonly<Partial<Record<ProblemCode, (asked: Asked) => Promise<Response>>>> = {
  unauthenticated: (asked) => send(asked, { key: null }),
  async forbidden(asked) {
    const scope: Scope = asked.route.access === "metrics" ? "read" : "metrics";
    return await send(asked, { key: await keyOf(world, null, [scope]) });
  },
  "invalid-request": (asked) => {
    if (isWriting(asked.route)) return send(asked, { headers: { "idempotency-key": "a b" } });
    const path = asked.route.path.replace(/:\w+/, "x".repeat(80));
    return send(asked, { path, query: "?nothing=of-this-name" });
  },
  "invalid-cursor": (asked) => {
    const path = asked.route.path.replace(":id", "told");
    return send(asked, { path, query: `?${asked.name === "events" ? "after" : "cursor"}=nonsense` });
  },
  "not-found": (asked) => {
    if (asked.name === "exportPerson") return send(asked, { body: { address: "nobody@far.example" } });
    const query = asked.name === "events" ? "?ticket=SV-00000-0" : "";
    return send(asked, { path: fill(asked.route.path, "SV-00000-0", "nowhere"), query });
  },
  "unsupported-media-type": (asked) => send(asked, { body: "<a/>", headers: { "content-type": "text/xml" } }),
  "too-large": (asked) => announce(asked, 30_000_000),
  "request-under-way": async (asked) => {
    const apiKeyId = (await stores().keys.findByPrefix(keyFor(asked.route).split("_")[1] ?? ""))?.id ?? 0;
    const name = { apiKeyId, route: `${asked.route.method} ${asked.route.path}`, key: "held" };
    return await world.desk.open.unitOfWork.transaction(async (held) => {
      expect(await held.idempotency.lock(name)).toBe(true);
      return await send(asked, { headers: { "idempotency-key": "held" } });
    });
  },
  "order-refused": (asked) => send(asked, { body: IMPOSSIBLE[asked.name] }),
  "precondition-required": (asked) => send(asked, { ifMatch: null }),
  async "precondition-failed"(asked) {
    const path = asked.name === "revokeKey" ? `/api/v1/keys/${(await stores().keys.list())[0]?.id}` : undefined;
    return await send(asked, { ...(path === undefined ? {} : { path }), ifMatch: '"0"' });
  },
  "already-exists": (asked) => send(asked),
  "invalid-organisation": (asked) => {
    const { body } = ASKED[asked.name as ChangingRoute] as { body: object };
    return send(asked, { body: { ...body, ...("id" in body ? { id: "west" } : {}), accountManager: "nobody" } });
  },
  async "wrong-state"(asked) {
    const held = holdRows(world);
    const ids: Readonly<Record<string, () => Promise<number>>> = {
      retryInbound: async () => (await stores().inbound.list({ state: "filed", limit: 1 }))[0]?.id ?? 0,
      async resolveOutbox() {
        const id = await held.waitingMailId();
        await send(asked, { path: `/api/v1/outbox/${id}/resolve` });
        return id;
      },
      async replayWebhook() {
        const id = await held.deliveryId();
        await stores().webhooks.claim(["plain"], 600);
        return id;
      },
    };
    const id = (await ids[asked.name]?.()) ?? 0;
    return await send(asked, { path: asked.route.path.replace(":id", String(id)) });
  },
  "too-many-requests": (asked) => send(asked, { key: asked.route.access === "public" ? null : busyKey }, busy.url),
  "database-unavailable": (asked) => send(asked, { key: `svk_${"0".repeat(12)}_${"0".repeat(64)}` }, away.url),
};

/** Not provoked here, and why. */
const ELSEWHERE: Readonly<Partial<Record<ProblemCode, string>>> = {
  "idempotency-key-taken": "of every route in test/integration/http-once.test.ts",
  internal: "what nobody foresaw",
};

const api = (Object.entries(ROUTES) as [RouteName, Route][]).filter(
  ([name, { access, path }]) =>
    name !== "openapi" && /^\/(api|healthz|readyz|metrics)/.test(path) && access !== "console",
);

test.each(api)("%s refuses with each code that its document names, and with its status", async (name, route) => {
  const document = (await (await fetch(`${http.url}/openapi.json`)).json()) as ProblemDocument;
  const named = documentedCodes(document, route.method, route.path.replace(/:(\w+)/g, "{$1}"));
  const wanted = Object.entries(named).flatMap(([status, codes]) =>
    codes.map((code) => ({ status: Number(status), code })),
  );
  expect(wanted.length).toBeGreaterThan(1);
  const answered = [];
  for (const { status, code } of wanted) {
    if (code in ELSEWHERE) answered.push({ status, code });
    else answered.push(await read(await PROVOKED[code as ProblemCode]?.({ name, route })));
  }
  expect(answered).toEqual(wanted);
});

/** What is not there, of each parameter of a path; ids that are larger than a row of either kind has, than a number holds and than PostgreSQL does. */
const NOWHERE: Readonly<Record<string, readonly string[]>> = {
  ref: ["SV-00000-0", "nowhere"],
  organisation: ["nowhere"],
  release: ["nowhere"],
  id: ["999999", "2147483648", "9007199254740991", "9007199254740993", "9223372036854775808", "9".repeat(30)],
  message: ["999999"],
  sha256: ["0".repeat(64)],
  deed: ["note"],
  resolution: ["drop"],
  token: ["nothing"],
};
const below = ([, { path }]: [RouteName, Route]) => path.includes(":");
const pathsTo = (path: string): string[] => {
  const name = /:(\w+)/.exec(path)?.[1];
  return name === undefined
    ? [path]
    : (NOWHERE[name] ?? []).flatMap((value) => pathsTo(path.replace(`:${name}`, value)));
};

test.each(api.filter(below))("%s of what is not there is answered 404, however large its id", async (name, route) => {
  for (const path of pathsTo(route.path)) {
    const answer = await send({ name, route }, { path });
    expect([path, await read(answer)]).toEqual([path, { status: 404, code: "not-found" }]);
  }
});

const pages = (Object.entries(ROUTES) as [RouteName, Route][]).filter(
  ([, { access, method }]) => access === "console" && method === "GET",
);

test.each(pages.filter(below))("so is %s of the console", async (_, route) => {
  const cookie = await openTestSession(world.desk.open, "one");
  for (const path of pathsTo(route.path)) {
    const answer = await fetch(http.url + path, { redirect: "manual", headers: { cookie, accept: "text/html" } });
    expect([path, answer.status]).toEqual([path, 404]);
  }
});

async function read(answer: Response | undefined) {
  const text = (await answer?.text()) ?? "";
  const { code } = (text.startsWith("{") ? JSON.parse(text) : {}) as { code?: string };
  return { status: answer?.status, code: code ?? text.slice(0, 100) };
}

/** Says how long the body is, and sends none of it. */
async function announce({ route }: Asked, bytes: number): Promise<Response> {
  const { ref } = await world.ticket();
  return await new Promise((answered, failed) => {
    const asked = request(http.url + fill(route.path, ref, "south"), {
      method: route.method,
      headers: {
        authorization: `Bearer ${keyFor(route)}`,
        "content-type": "application/json",
        "content-length": bytes,
      },
    });
    asked.on("error", failed);
    asked.on("response", (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        asked.destroy();
        answered(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 0 }));
      });
    });
    asked.flushHeaders();
  });
}
