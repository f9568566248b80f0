import { afterEach, beforeEach, expect } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { dovecot } from "../support/dovecot.ts";
import { runFleet } from "../support/fleet/run-fleet.ts";
import { testOn } from "../support/real-server.ts";
import { type RunningRedis, redis, startRedis } from "../support/redis.ts";

// Enough for a worker that is killed and started again to find some of it left. The long run has hundreds of people and kills, and the queue on PostgreSQL too.
const PEOPLE = 30;
const KILLS = 3;

let database: TestDatabase;
let running: RunningRedis;

beforeEach(async () => {
  database = await createTestDatabase();
  running = await startRedis();
});

afterEach(async () => {
  await running.stop();
  await database.drop();
});

testOn(dovecot, redis)(
  "three workers, two intakes and a console, killed at random, file, acknowledge and alert once and leave nobody idle",
  async () => {
    const plan = { databaseUrl: database.url, redisUrl: running.url, people: PEOPLE, kills: KILLS, seed: 20261129 };
    const { violations, mails, killed } = await runFleet(plan);
    expect(violations).toEqual([]);
    expect({ mails, kills: killed.length }).toEqual({ mails: 4 * PEOPLE, kills: KILLS });
  },
  // Longer than any of its waits, each of which says what it waited for.
  300_000,
);
