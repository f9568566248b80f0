import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { createConsole } from "../../src/adapters/console/create-console.ts";
import { createHttpServer } from "../../src/adapters/http/create-http-server.ts";
import type { HttpDeps } from "../../src/adapters/http/http-deps.ts";
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
import type { Scope } from "../../src/domain/access/scope.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { judgeWritten } from "../../src/organisation-judge.ts";
import { writeConsoleLink } from "../../src/usecases/console-access.ts";
import { createKey } from "../../src/usecases/create-key.ts";
import { createDeskReadiness } from "../../src/usecases/desk-readiness.ts";
import { createTestDatabase } from "./database.ts";
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
  consoleLink(): string;
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
}

const TEMPLATES = fileURLToPath(new URL("../../templates/console", import.meta.url));

export async function startHttpDesk(changes: Partial<HttpDeps> = {}): Promise<HttpDesk> {
  const testDatabase = await createTestDatabase();
  const db = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 6 });
  const deps = { ...createDeps(db), ...changes };
  const server = await createHttpServer(deps);
  const consoleLink = () => writeConsoleLink(deps.signer, server.url, instant(Date.now()));
  return {
    url: server.url,
    db,
    stores: deps.stores,
    deps,
    consoleLink,
    async createKey(...scopes) {
      const created = await createKey({ ...deps, agents: deps.desk.agents }, { name: "test", scopes });
      if (!created.ok) throw new Error(created.why);
      return created.key;
    },
    async openConsole() {
      const answer = await fetch(consoleLink());
      return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    },
    send: (method, path, { key, cookie, body, idempotencyKey, headers = {} }) =>
      fetch(new URL(path, server.url), {
        method,
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
      fetch(new URL(path, server.url), {
        redirect: "manual",
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(accept === undefined ? {} : { accept }),
        },
      }),
    async close() {
      await server.close();
      await db.destroy();
      await testDatabase.drop();
    },
  };
}

function createDeps(db: Kysely<Schema>): HttpDeps {
  const measures = createMeasureStore(db);
  const unitOfWork = createUnitOfWork(db);
  const stores = unitOfWork.reading;
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
    takeRequest: () => Promise.reject(new Error("this desk reads no mail")),
    giveOrder: () => Promise.reject(new Error("this desk reads no mail")),
    clock: {
      calendarFor: () => {
        throw new Error("this desk has no clocks");
      },
    },
    onChanged: () => undefined,
    elapsedMs: async (clocks) => new Map(clocks.map(({ id, elapsedMs }) => [id, elapsedMs])),
    alerts: createAlertList(db),
    keys: createKeyStore(db),
    digest,
    signer: createSigner([randomBytes(32).toString("hex")]),
    readAttachment: async () => null,
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
    }),
  };
}

/** Makes every readiness check hold: the mailbox was read and a canary came through. */
export async function makeReady(db: Kysely<Schema>): Promise<void> {
  await sql`insert into mailbox (name, folder, last_success_at) values ('support', 'INBOX', desk_now())
    on conflict (name) do update set last_success_at = desk_now(), last_error = null, last_error_at = null`.execute(db);
  await createHeartbeatStore(db).beat("canary");
}
