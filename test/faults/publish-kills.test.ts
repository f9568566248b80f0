import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { runPublishKills } from "../support/publish-kills.ts";

let testDatabase: TestDatabase;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
});
afterEach(() => testDatabase.drop());

test("whenever the publishing and the sending process are killed, each contact is told once, or listed as uncertain", async () => {
  const figures = await runPublishKills({ databaseUrl: testDatabase.url, contacts: 200, kills: 4, seed: 20261128 });
  expect(figures.violations).toEqual([]);
  expect(figures.told + figures.uncertain).toBeGreaterThanOrEqual(200);
  expect(figures.killed).toBeGreaterThan(0);
}, 120_000);
