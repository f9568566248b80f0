import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { createConsole } from "../../src/adapters/console/create-console.ts";
import { createHttpServer } from "../../src/adapters/http/create-http-server.ts";
import type { HttpDeps } from "../../src/adapters/http/http-deps.ts";
import { PROBLEM_TYPE } from "../../src/adapters/http/problem.ts";
import { createAlertList } from "../../src/adapters/postgres/alert-list.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { createKeyStore } from "../../src/adapters/postgres/key-store.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { digest } from "../../src/adapters/system/digest.ts";
import { createRandomness } from "../../src/adapters/system/randomness.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { hashDesk } from "../../src/desk/hash-desk.ts";
import type { Scope } from "../../src/domain/access/scope.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { storedDesk } from "../../src/domain/desk/stored-desk.ts";
import { organisationFaults } from "../../src/organisation-faults.ts";
import { judgeWritten } from "../../src/organisation-judge.ts";
import { createClockContext } from "../../src/usecases/clock/clock-context.ts";
import { createKey } from "../../src/usecases/create-key.ts";
import { createDeskReadiness } from "../../src/usecases/desk-readiness.ts";
import { wireFeed } from "../../src/wire-feed.ts";
import { danishOnly } from "./calendars.ts";
import { makeTestLink, sessionIn, useTestLink } from "./console-pass.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { type ProblemDocument, undocumentedProblem } from "./documented-problems.ts";
import { silentLog } from "./silent-log.ts";
import { testDesk } from "./test-desk.ts";

/** The HTTP server of a desk with one mailbox, over a database of its own. */
export interface HttpDesk {
  url: string;
  db: Kysely<Schema>;
  stores: HttpDeps["stores"];
  deps: HttpDeps;
  createKey(...scopes: Scope[]): Promise<string>;
  /** Opens the console by a link and gives the cookie of the session. */
  openConsole(): Promise<string>;
  consoleLink(): Promise<string>;
  /** JSON to a route that changes something. */
  send(method: string, path: string, options: SendOptions): Promise<Response>;
  get(path: string, options?: { key?: string; cookie?: string; accept?: string }): Promise<Response>;
  close(): Promise<void>;
}

export interface SendOptions {
  key?: string;
  cookie?: string;
  body?: unknown;
  idempotencyKey?: string;
  headers?: Record<string, string>;
  redirect?: "follow" | "manual";
}

const TEMPLATES = fileURLToPath(new URL("../../templates/console", import.meta.url));

/** `given`: a database that is there, in place of an empty one. */
export async function startHttpDesk(changes: Partial<HttpDeps> = {}, given?: TestDatabase): Promise<HttpDesk> {
  const testDatabase = given ?? (await createTestDatabase());
  const db = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 6 });
  const deps = { ...(await createDeps(db)), follow: wireFeed(db, testDatabase.url), ...changes };
  const server = await createHttpServer(deps);
  const consoleLink = () => makeTestLink(deps, server.url, null);
  const problems = watchProblems(server.url);
  return {
    url: server.url,
    db,
    stores: deps.stores,
    deps,
    consoleLink,
    async createKey(...scopes) {
      const created = await deps.unitOfWork.transaction(({ keys, audit, now }) =>
        createKey({ ...deps, keys, audit, now, agents: deps.desk.agents, actor: SYSTEM }, { name: "test", scopes }),
      );
      if (!created.ok) throw new Error(created.why);
      return created.key;
    },
    async openConsole() {
      return sessionIn(await useTestLink(await consoleLink())) ?? "";
    },
    send: (method, path, { key, cookie, body, idempotencyKey, headers = {}, redirect = "follow" }) =>
      problems.fetch(new URL(path, server.url), {
        method,
        redirect,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    get: (path, { key, cookie, accept } = {}) =>
      problems.fetch(new URL(path, server.url), {
        redirect: "manual",
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(accept === undefined ? {} : { accept }),
        },
      }),
    async close() {
      const undocumented = await problems.undocumented().finally(async () => {
        await server.close();
        await db.destroy();
        await testDatabase.drop();
      });
      if (undocumented.length > 0) throw new Error(undocumented.join("\n"));
    },
  };
}

/** Asks, and remembers every problem that was answered, to be held against the document at the end. */
function watchProblems(url: string) {
  const seen: { method: string; pathname: string; status: number; code: string }[] = [];
  return {
    async fetch(at: URL, asked: RequestInit): Promise<Response> {
      const answer = await fetch(at, asked);
      if (answer.headers.get("content-type")?.startsWith(PROBLEM_TYPE)) {
        const { code } = (await answer.clone().json()) as { code: string };
        seen.push({ method: asked.method ?? "GET", pathname: at.pathname, status: answer.status, code });
      }
      return answer;
    },
    async undocumented(): Promise<string[]> {
      const answer = await fetch(new URL("/openapi.json", url));
      // A desk that allows a few requests only.
      if (answer.status === 429) return [];
      const document = (await answer.json()) as ProblemDocument;
      return seen.map((one) => undocumentedProblem(document, one, one)).filter((fault) => fault !== null);
    },
  };
}

async function createDeps(db: Kysely<Schema>): Promise<Omit<HttpDeps, "follow">> {
  const measures = createMeasureStore(db);
  const unitOfWork = createUnitOfWork(db);
  const stores = unitOfWork.reading;
  const desk = testDesk();
  const known = { hash: hashDesk(desk), stored: storedDesk(desk), holidays: danishOnly, clocks: stores.clocks };
  const clock = await createClockContext({ desk, ...known });
  return {
    host: "127.0.0.1",
    port: 0,
    publicUrl: null,
    version: "0.0.0",
    log: silentLog,
    desk: testDesk(),
    randomness: createRandomness(),
    stores,
    unitOfWork,
    judgeOrganisations: judgeWritten,
    organisationFaults: (desk, stored) => organisationFaults({ desk }, [stored]),
    takeRequest: () => Promise.reject(new Error("this desk reads no mail")),
    giveOrder: () => Promise.reject(new Error("this desk reads no mail")),
    resolveOutbox: () => Promise.reject(new Error("this desk sends no mail")),
    mailSignInLink: () => Promise.reject(new Error("this desk sends no mail")),
    clock,
    onChanged: () => undefined,
    elapsedMs: async (clocks) => new Map(clocks.map(({ id, elapsedMs }) => [id, elapsedMs])),
    alerts: createAlertList(db),
    keys: createKeyStore(db),
    digest,
    signer: createSigner([randomBytes(32).toString("hex")]),
    readAttachment: async () => null,
    readFile: async () => null,
    measures,
    surveys: { unitOfWork, digest, desk: testDesk() },
    readiness: createDeskReadiness(measures, {
      mailboxes: [{ name: "support", imap: true, smtp: true }],
      lmtp: false,
      pollSeconds: 60,
      canarySeconds: 60,
    }),
    console: createConsole({
      templates: TEMPLATES,
      deskName: "READy Support",
      zone: "Europe/Copenhagen",
      levels: ["A", "B", "C", "D"],
      agents: { one: "Agent One" },
    }),
  };
}

/** Makes every readiness check hold: the mailbox was read and a canary came through. */
export async function makeReady(db: Kysely<Schema>): Promise<void> {
  await sql`insert into mailbox (name, folder, last_success_at) values ('support', 'INBOX', desk_now())
    on conflict (name) do update set last_success_at = desk_now(), last_error = null, last_error_at = null`.execute(db);
  await createHeartbeatStore(db).beat("canary");
}
