import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

test("a migration gives up a table that another transaction holds, changes nothing and says how to go on", async () => {
  const database = await createEmptyDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), "svartid-migrations-"));
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 3 });
  try {
    await sql`create table held (id bigint)`.execute(db);
    writeFileSync(path.join(folder, "0001_one.sql"), "create table other (id bigint);");
    writeFileSync(path.join(folder, "0002_two.sql"), "alter table held add column name text;");
    await db.transaction().execute(async (holder) => {
      await sql`lock table held in access share mode`.execute(holder);
      await expect(migrate(db, folder)).rejects.toMatchObject({
        code: "migration-failed",
        message: expect.stringMatching(/^Migration 0002_two waited .* nothing was changed: stop every other Svartid/),
      });
    });
    expect((await sql<{ name: string | null }>`select to_regclass('other')::text as name`.execute(db)).rows).toEqual([
      { name: null },
    ]);
    expect(await migrate(db, folder)).toEqual(["0001_one", "0002_two"]);
  } finally {
    await db.destroy();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
