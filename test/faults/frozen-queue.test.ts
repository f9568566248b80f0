import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createBells } from "../../src/adapters/queue/create-bells.ts";
import { openQueueBackend } from "../../src/adapters/queue/open-queue-backend.ts";
import { QUEUES } from "../../src/adapters/queue/queue-backend.ts";
import { createQueueTrouble } from "../../src/adapters/queue/queue-trouble.ts";
import { startWorkers } from "../../src/adapters/queue/start-workers.ts";
import { createDeskReadiness } from "../../src/usecases/desk-readiness.ts";
import { ROUND_THE_CLOCK } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createDeskWorker } from "../support/desk-worker.ts";
import { findProcesses } from "../support/processes.ts";
import { testOn } from "../support/real-server.ts";
import { type RunningRedis, redis as redisServer, startRedis } from "../support/redis.ts";
import { silentLog } from "../support/silent-log.ts";
import { TEST_DESK } from "../support/test-desk.ts";
import { until } from "../support/until.ts";

const LIMIT_MS = 300_000;

const systems = [
  { system: "PostgreSQL", check: testOn() },
  { system: "Redis", check: testOn(redisServer) },
] as const;

describe.each(systems)("a queue in $system", ({ system, check }) => {
  let testDatabase: TestDatabase;
  let database: Kysely<Schema>;
  let redis: RunningRedis | null = null;
  const ends: (() => unknown)[] = [];

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    database = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 4 });
    redis = system === "Redis" ? await startRedis() : null;
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await redis?.stop();
    await database.destroy();
    await testDatabase.drop();
  }, LIMIT_MS);

  /** What the health page says of the queue, as the desk asks for it. */
  const queueIsWell = async (): Promise<boolean> => {
    const expected = { mailboxes: [], lmtp: false, pollSeconds: 60, canarySeconds: 20 };
    const checks = await createDeskReadiness(createMeasureStore(database), expected)[0]?.look();
    return checks?.find(({ name }) => name === "queue")?.ok ?? false;
  };
  // More than the 60 s within which a canary must have come through.
  const passTime = () => sql`update desk_time set "offset" = "offset" + interval '61 seconds'`.execute(database);

  check(
    "that stands still turns readiness red and has its workers built anew, until it moves again",
    async () => {
      const trouble = createQueueTrouble(silentLog, system);
      const backend = await openQueueBackend({ databaseUrl: testDatabase.url, redisUrl: redis?.url ?? null }, trouble);
      const built: string[] = [];
      const openWorker: typeof backend.openWorker = (name, work) => {
        built.push(name);
        return backend.openWorker(name, work);
      };
      const bells = createBells(backend, trouble);
      let filed = 0;
      const work = { wakeClock: async () => null, file: async () => (filed += 1), send: async () => undefined };
      const workers = startWorkers({ ...backend, openWorker }, bells, work, {
        log: silentLog,
        trouble,
        onCanaries: () => createHeartbeatStore(database).beat("canary"),
        canaryEverySeconds: 1,
        patienceSeconds: 2,
      });
      ends.push(backend.close, bells.close, workers.close);

      await until(queueIsWell);
      const thaw = redis === null ? await lockQueue(testDatabase.url) : stopServer(redis);
      ends.push(thaw);
      await until(() => workers.silent().length === QUEUES.length);
      await passTime();
      expect(await queueIsWell()).toBe(false);
      await until(() => QUEUES.every((name) => built.filter((one) => one === name).length > 1));
      expect(filed).toBe(0);

      await thaw();
      await until(queueIsWell);
      bells.ring("file");
      await until(() => filed > 0);
    },
    LIMIT_MS,
  );

  check(
    "whose only worker process stands still turns readiness red, and green when it goes on",
    async () => {
      const directory = mkdtempSync(join(tmpdir(), "svartid-frozen-"));
      ends.push(() => rmSync(directory, { recursive: true, force: true }));
      const deskFile = join(directory, "desk.yaml");
      writeFileSync(deskFile, TEST_DESK + ROUND_THE_CLOCK);
      const { url: databaseUrl } = testDatabase;
      const worker = createDeskWorker({ databaseUrl, redisUrl: redis?.url ?? null, deskFile, directory });
      ends.push(worker.kill);
      await worker.ready;
      await until(queueIsWell);
      worker.freeze();
      await passTime();
      expect(await queueIsWell()).toBe(false);
      worker.thaw();
      await until(queueIsWell);
    },
    LIMIT_MS,
  );
});

/** Nobody can read or write the queue's tables until the locks are released. */
async function lockQueue(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq'",
  );
  await client.query("begin");
  for (const { name } of rows) await client.query(`lock table ${name} in access exclusive mode`);
  let isReleased = false;
  return async () => {
    if (isReleased) return;
    isReleased = true;
    await client.query("rollback");
    await client.end();
  };
}

/** The server stands still, with its connections open. */
function stopServer({ port }: RunningRedis): () => Promise<void> {
  // The name that Redis gives its own process.
  const name = `redis-server 127.0.0.1:${port}`;
  const pids = findProcesses(name).filter(({ command }) => command.includes(name));
  const signal = (signalName: NodeJS.Signals) => {
    for (const { pid } of pids) process.kill(pid, signalName);
  };
  if (pids.length === 0) throw new Error("the process of Redis was not found");
  signal("SIGSTOP");
  return async () => signal("SIGCONT");
}
