import { expect, test } from "@jest/globals";
import { runClockStorm } from "../support/clock-storm.ts";
import { createTestDatabase } from "../support/database.ts";
import { testOn } from "../support/real-server.ts";
import { redis, startRedis } from "../support/redis.ts";

// A sample of `npm run test:long -- clock`, which holds 2,000 clocks to 20 s. Here the bound is three sweeps of 15 s and the
// start of a new worker: a machine with other work on it may miss a sweep, and what is proved is that nothing waits for ever.
const LATEST_MS = 60_000;
const STORM = { clocks: 120, seconds: 20, kills: 1, seed: 20261124, latestMs: LATEST_MS };
const LIMIT_MS = 600_000;

async function expectOnceEach(redisUrl: string | null): Promise<void> {
  const database = await createTestDatabase();
  try {
    const figures = await runClockStorm({ ...STORM, databaseUrl: database.url, redisUrl });
    expect(figures.violations).toEqual([]);
    expect(figures.fired).toBe(STORM.clocks);
    expect(figures.kills).toBe(1);
    expect(figures.firedAtKill[0]).toBeGreaterThan(0);
    expect(figures.emptied).toBeGreaterThan(1);
  } finally {
    await database.drop();
  }
}

testOn(redis)(
  "while Redis is flushed again and again and a worker is killed with -9, every clock fires once, none early",
  async () => {
    const server = await startRedis();
    await expectOnceEach(server.url).finally(server.stop);
  },
  LIMIT_MS,
);

test(
  "while the queue's tables are emptied again and again and a worker is killed with -9, every clock fires once, none early",
  () => expectOnceEach(null),
  LIMIT_MS,
);
