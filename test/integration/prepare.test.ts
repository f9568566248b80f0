import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Insertable, type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { onConnection } from "../../src/adapters/postgres/on-connection.ts";
import { prepare } from "../../src/adapters/postgres/prepare.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

let server: TestDatabase;
let database: Kysely<Schema>;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url, log: silentLog, maxConnections: 2 });
});
afterAll(async () => {
  await database.destroy();
  await server.drop();
});

interface Row {
  readonly address: string;
  readonly name: string;
  readonly language?: string | null;
}

const build = (db: Kysely<Schema>, row: Row) =>
  db
    .insertInto("requester")
    .values({ ...row })
    .onConflict((conflict) => conflict.column("address").doUpdateSet({ name: row.name }))
    .returning(["address", "name", "language"]);
const insert = prepare(build);

test("gives the rows that the statement built each time gives, whatever the values and whichever are left out", async () => {
  const text = fc.string({ unit: "binary" }).map((drawn) => drawn.replaceAll("\0", "").toWellFormed());
  const row = fc.record(
    { address: text, name: text, language: fc.option(fc.constantFrom("da", "en")) },
    { requiredKeys: ["address", "name"] },
  );
  await fc.assert(
    fc.asyncProperty(row, async (given) => {
      const forgotten = () => sql`delete from requester`.execute(database);
      const expected = await build(database, given).execute();
      await forgotten();
      expect(await insert(database, given)).toEqual(expected);
      // The same once more, where it is there already.
      expect(await insert(database, given)).toEqual(expected);
      await forgotten();
    }),
    { numRuns: 60 },
  );
});

test("what is undefined is left out, as its column's default; what is null is null", async () => {
  const answer = prepare((db, row: Insertable<Schema["automatic_answer"]>) =>
    db
      .insertInto("automatic_answer")
      .values({ ...row })
      .returning(["at", "body_code"]),
  );
  const given = { address: "a@north.example", domain: "north.example", body_code: null };
  const at = new Date("2026-11-29T10:00:00Z");
  expect(await answer(database, { ...given, at })).toEqual([{ at, body_code: null }]);
  const withoutTime = { ...given, at: undefined } as unknown as typeof given & { at: Date };
  expect(await answer(database, withoutTime)).toEqual([{ at: expect.any(Date), body_code: null }]);
});

test("is built once, and is sent in its turn among others on one connection", async () => {
  let built = 0;
  const counted = prepare((db, { address }: { address: string }) => {
    built += 1;
    return db.selectFrom("requester").select("name").where("address", "=", address);
  });
  const seen = await database.connection().execute((one) =>
    one.getExecutor().provideConnection(async (connection) => {
      const db = onConnection(connection);
      const answers = Array.from({ length: 20 }, (_, at) => [
        insert(db, { address: "in-turn@north.example", name: `${at}` }),
        counted(db, { address: "in-turn@north.example" }),
        db.updateTable("requester").set({ name: "between" }).where("address", "=", "in-turn@north.example").execute(),
        counted(db, { address: "in-turn@north.example" }),
      ]);
      return await Promise.all(answers.map(async ([, after, , between]) => [await after, await between]));
    }),
  );
  expect(seen).toEqual(Array.from({ length: 20 }, (_, at) => [[{ name: `${at}` }], [{ name: "between" }]]));
  expect(built).toBe(1);
});
