import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

let testDatabase: TestDatabase;
let database: Kysely<Schema>;
let other: Kysely<Schema>;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  // One connection, so that every statement meets what was kept on it.
  database = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 1 });
  other = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 1 });
});

afterEach(async () => {
  await database.destroy();
  await other.destroy();
  await testDatabase.drop();
});

const readVersions = (id: number) => database.selectFrom("desk_version").selectAll().where("id", "=", id).execute();

const addColumn = (name: string) =>
  sql`alter table desk_version add column ${sql.id(name)} integer not null default 7`.execute(other);

async function addVersion(): Promise<number> {
  const row = { hash: "h", document: JSON.stringify({}) };
  return (await database.insertInto("desk_version").values(row).returning("id").executeTakeFirstOrThrow()).id;
}

async function often(work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < 10; time++) await work();
}

test("the server keeps a statement that comes again and again, and not one that came once", async () => {
  await often(() => readVersions(0));
  const kept = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(database);
  expect(kept.rows.map(({ statement }) => statement)).toEqual([expect.stringContaining('from "desk_version"')]);
});

test("several statements in one text, such as a migration, run as often as they are sent", async () => {
  await often(() => sql.raw("create temporary table seen (id bigint); drop table seen").execute(database));
  const kept = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(database);
  expect(kept.rows).toEqual([]);
});

test("a table that another process changes meanwhile fails no statement outside a transaction", async () => {
  const id = await addVersion();
  await often(() => readVersions(id));
  await addColumn("added");
  expect(await readVersions(id)).toMatchObject([{ added: 7 }]);
  await often(() => readVersions(id));
  await addColumn("added_later");
  expect(await readVersions(id)).toMatchObject([{ added: 7, added_later: 7 }]);
});

test("a transaction that meets a changed table is run again, also where a savepoint is caught", async () => {
  const { reading, transaction } = createUnitOfWork(database);
  const look = () => reading.suppressions.findAmong(["a@north.example"]);
  await often(look);
  await sql`alter table suppression add column added integer`.execute(other);
  let runs = 0;
  const found = await transaction(async (stores) => {
    runs += 1;
    const inside = stores.savepoint(() => stores.suppressions.findAmong(["a@north.example"]));
    return await inside.catch(() => "caught");
  });
  expect(found).toEqual([]);
  expect(runs).toBe(2);
});
