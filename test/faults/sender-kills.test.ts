import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { runSenderKills } from "../support/sender-kills.ts";

const KILLS = 2;
// The other points are in killed-sender.test.ts and journal-evidence.test.ts; the long run has all of them.
const POINTS = ["envelope", "body", "released"] as const;

let testDatabase: TestDatabase;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
});

afterEach(async () => {
  await testDatabase.drop();
});

test.each(POINTS.flatMap((point) => [false, true].map((journal) => [point, journal] as const)))(
  "killed at %s (journal: %s), no mail is lost, and a copy more is one that was counted once the final dot was allowed",
  async (point, journal) => {
    const plan = { databaseUrl: testDatabase.url, point, kills: KILLS, journal, seed: 20261124 };
    const { violations, commitPending } = await runSenderKills(plan);
    expect(violations).toEqual([]);
    expect(commitPending).toBe(point === "released" ? KILLS : 0);
  },
);
