import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { Redis } from "ioredis";
import pg from "pg";
import { createBells, type QueueBells } from "../../src/adapters/queue/create-bells.ts";
import { openQueueBackend, type QueueSettings } from "../../src/adapters/queue/open-queue-backend.ts";
import type { QueueBackend } from "../../src/adapters/queue/queue-backend.ts";
import { createQueueTrouble, type QueueTrouble } from "../../src/adapters/queue/queue-trouble.ts";
import { type QueueWork, startWorkers, type Workers } from "../../src/adapters/queue/start-workers.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyQueue } from "../support/empty-queue.ts";
import { queueContent } from "../support/queue-content.ts";
import { testOn } from "../support/real-server.ts";
import { type RunningRedis, redis as redisServer, startRedis } from "../support/redis.ts";
import { silentLog } from "../support/silent-log.ts";
import { until } from "../support/until.ts";

interface Rig {
  trouble: QueueTrouble;
  backend: QueueBackend;
  bells: QueueBells;
  workers: Workers | null;
}

interface Heard {
  clocks: [number, number][];
  filed: number;
  sent: number;
  canaries: number;
}

const systems = [
  { system: "PostgreSQL", check: testOn() },
  { system: "Redis", check: testOn(redisServer) },
] as const;

describe.each(systems)("the queue on $system", ({ system, check }) => {
  let database: TestDatabase;
  let redis: RunningRedis | null = null;
  let settings: QueueSettings;
  const open: Rig[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = system === "Redis" && redisServer.unavailable() === null ? await startRedis() : null;
    settings = { databaseUrl: database.url, redisUrl: redis?.url ?? null };
  });
  afterEach(async () => {
    for (const rig of open.splice(0)) await close(rig);
  });
  afterAll(async () => {
    await redis?.stop();
    await database.drop();
  });

  const rig = async (work: Partial<QueueWork> | null, patienceSeconds = 60) => {
    const heard: Heard = { clocks: [], filed: 0, sent: 0, canaries: 0 };
    const trouble = createQueueTrouble(silentLog, system);
    const backend = await openQueueBackend(settings, trouble);
    const bells = createBells(backend, trouble);
    const workers =
      work &&
      startWorkers(
        backend,
        bells,
        { ...recording(heard), ...work },
        {
          log: silentLog,
          trouble,
          onCanaries: async () => {
            heard.canaries += 1;
          },
          canaryEverySeconds: 1,
          patienceSeconds,
        },
      );
    const made = { trouble, backend, bells, workers };
    open.push(made);
    return { ...made, heard };
  };

  check("a ring makes the work happen, and every worker handles its canary", async () => {
    const { bells, heard, backend } = await rig({});
    bells.ring("file");
    bells.ring("send");
    await until(() => heard.filed > 0 && heard.sent > 0 && heard.canaries > 0);
    expect(backend.system).toBe(system);
  });

  check("a bell that is heard here wakes without a job, until it is not", async () => {
    const { bells, heard } = await rig({});
    let woken = 0;
    bells.hearHere("file", () => (woken += 1));
    bells.ring("file");
    expect(woken).toBe(1);
    bells.hearHere("file", null);
    bells.ring("file");
    await until(() => heard.filed > 0);
    expect([woken, heard.filed]).toEqual([1, 1]);
  });

  check("a clock is woken with its id and version, and two wake-ups for one version are one", async () => {
    const { bells, heard } = await rig(null);
    const wakeUp = { id: 7, version: 3, delayMs: 0 };
    expect(await bells.arm([wakeUp])).toEqual([wakeUp]);
    expect(await bells.arm([wakeUp, { id: 8, version: 1, delayMs: 50 }])).toHaveLength(2);
    expect(heard.clocks).toEqual([]);
    const { heard: later } = await rig({});
    await until(() => later.clocks.length >= 2);
    expect(later.clocks.sort()).toEqual([
      [7, 3],
      [8, 1],
    ]);
  });

  check("a clock woken too early is woken again", async () => {
    let calls = 0;
    const { bells } = await rig({ wakeClock: async () => (++calls === 1 ? 20 : null) });
    await bells.arm([{ id: 1, version: 1, delayMs: 0 }]);
    await until(() => calls === 2);
  });

  check("a finished or failed job leaves its id free for the next", async () => {
    let calls = 0;
    const { bells } = await rig({
      wakeClock: async () => {
        calls += 1;
        throw new Error("no luck");
      },
    });
    await bells.arm([{ id: 2, version: 1, delayMs: 0 }]);
    await until(() => calls === 1);
    await until(async () => {
      await bells.arm([{ id: 2, version: 1, delayMs: 0 }]);
      return calls >= 2;
    });
  });

  check("what goes wrong leaves no words of it in the queue, and is counted all the same", async () => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      return Promise.reject(new Error("no mail for karin.kanarie@south.example"));
    };
    const { bells, trouble } = await rig({ wakeClock: failing, file: failing, send: failing });
    bells.ring("file");
    bells.ring("send");
    await bells.arm([{ id: 9, version: 1, delayMs: 0 }]);
    await until(() => trouble.count() >= 3);
    expect(calls).toBeGreaterThanOrEqual(3);
    const content = await queueContent(database.url, redis?.url ?? null);
    expect(content).toContain("canary");
    expect(content).not.toContain("kanarie");
  });

  check(
    "a queue that refuses to give jobs is asked again with pauses, and its jobs are done once it gives them",
    async () => {
      const allow = await refuseJobs(database.url, redis?.url ?? null);
      const { bells, heard, trouble } = await rig({});
      await until(() => trouble.count() > 0);
      await sleep(2_000);
      // Without pauses it would be thousands.
      expect(trouble.count()).toBeLessThan(100);
      await allow();
      await until(async () => {
        bells.ring("file");
        return heard.filed > 0;
      });
    },
  );

  check("a worker that hears nothing is built anew, and hears again", async () => {
    const { workers, bells, heard, backend } = await rig({}, 2);
    await until(() => heard.canaries > 0);
    expect(workers?.silent()).toEqual([]);
    await emptyQueue(database.url, redis?.url ?? null);
    await until(async () => {
      bells.ring("file");
      return heard.filed > 0;
    });
    expect(backend.system).toBe(system);
  });
});

test("a worker and a queue that are opened while the tables are away leave the process alive, and work once they are back", async () => {
  const database = await createTestDatabase();
  try {
    const words = ["test/support/run-typescript.mjs", "test/support/worker-before-its-schema.ts", database.url];
    const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 40_000, killSignal: "SIGKILL" });
    const said = stdout.trim().split("\n");
    expect(said.map((line) => JSON.parse(line))).toEqual([
      { alive: true, failed: "SchemaMigrationRequiredError", isPatient: true },
      { handled: true },
    ]);
  } finally {
    await database.drop();
  }
});

describe("a Redis that is not as it must be", () => {
  const check = testOn(redisServer);
  const trouble = createQueueTrouble(silentLog, "Redis");
  const settings = (redisUrl: string): QueueSettings => ({ databaseUrl: "postgres://127.0.0.1:1/none", redisUrl });
  const withRedis = async (work: (redis: RunningRedis) => Promise<void>) => {
    const redis = await startRedis();
    await work(redis).finally(redis.stop);
  };

  check("one that may evict jobs is refused with the line that mends it", () =>
    withRedis(async (redis) => {
      await command(redis.url, "config", "set", "maxmemory-policy", "allkeys-lru");
      await expect(openQueueBackend(settings(redis.url), trouble)).rejects.toMatchObject({
        code: "evicts",
        message: expect.stringContaining('set "maxmemory-policy noeviction"'),
      });
    }),
  );

  test("one that cannot be reached is told in one sentence without the password", async () => {
    const refusal = openQueueBackend(settings("redis://user:hushhush@127.0.0.1:1"), trouble);
    await expect(refusal).rejects.toMatchObject({ code: "unreachable", retryable: true });
    await expect(refusal).rejects.toThrow(/^Redis at redis:\/\/127\.0\.0\.1:1 cannot be used \(ECONNREFUSED\)/);
    await expect(refusal).rejects.not.toThrow(/hushhush/);
  });

  check("one that dies later fails no caller", () =>
    withRedis(async (redis) => {
      const backend = await openQueueBackend(settings(redis.url), trouble);
      const bells = createBells(backend, trouble);
      expect(await bells.arm([{ id: 1, version: 1, delayMs: 60_000 }])).toHaveLength(1);
      await redis.stop();
      bells.ring("file");
      expect(await bells.arm([{ id: 2, version: 1, delayMs: 60_000 }])).toEqual([]);
      expect(trouble.count()).toBeGreaterThan(0);
      await bells.close();
      await backend.close();
    }),
  );
});

function recording(heard: Heard): QueueWork {
  return {
    wakeClock: async (id, version) => {
      heard.clocks.push([id, version]);
      return null;
    },
    file: async () => {
      heard.filed += 1;
    },
    send: async () => {
      heard.sent += 1;
    },
  };
}

async function close({ workers, bells, backend }: Rig): Promise<void> {
  await workers?.close();
  await bells.close();
  await backend.close();
}

/** The server answers, and refuses; gives what ends it. */
async function refuseJobs(databaseUrl: string, redisUrl: string | null): Promise<() => Promise<void>> {
  if (redisUrl !== null) {
    await command(redisUrl, "replicaof", "127.0.0.1", "1");
    return () => command(redisUrl, "replicaof", "no", "one");
  }
  const rename = (from: string, to: string) => () => query(databaseUrl, `alter table bullmq.${from} rename to ${to}`);
  await rename("job", "away")();
  return rename("away", "job");
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

async function command(url: string, name: string, ...args: string[]): Promise<void> {
  const client = new Redis(url);
  await client.call(name, ...args).finally(() => client.disconnect());
}
