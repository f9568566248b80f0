import { expect, test } from "@jest/globals";
import pg from "pg";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";

test("a test database has all tables and belongs to one test alone", async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = await connect(one.url);
  const tables = await client.query("select count(*)::int as count from pg_tables where schemaname = 'public'");
  expect(tables.rows[0].count).toBeGreaterThan(5);
  expect(one.url).not.toBe(other.url);
  await client.end();
  await Promise.all([one.drop(), other.drop()]);
});

test("a test that leaves a connection open fails when it drops its database", async () => {
  const database = await createEmptyDatabase();
  const client = await connect(database.url);
  await expect(database.drop()).rejects.toThrow("being accessed by other users");
  await client.end();
  await database.drop();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
