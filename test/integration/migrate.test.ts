import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

test("time that was billed before approvals stays billed, less what was taken back", async () => {
  const database = await createEmptyDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), "svartid-migrations-"));
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 3 });
  try {
    const all = readdirSync("migrations").sort();
    const copy = (names: string[]) => {
      for (const name of names) writeFileSync(path.join(folder, name), readFileSync(path.join("migrations", name)));
    };
    copy(all.filter((name) => name < all.find((one) => one.endsWith("_time_charge.sql"))!));
    await migrate(db, folder);
    await sql`insert into requester (address) values ('mette@north.example')`.execute(db);
    await sql`insert into mailbox (name, folder) values ('support', 'INBOX')`.execute(db);
    await sql`insert into raw_mail (sha256, size, bytes) values (repeat('0', 64), 1, 'x')`.execute(db);
    await sql`insert into inbound_email (mailbox_id, sha256, channel)
      select id, repeat('0', 64), 'imap' from mailbox`.execute(db);
    await sql`insert into ticket (ref, subject, state, level, requester_id, language, opened_at)
      select 'SV-7K3M9-2', 'x', 'open', 'C', id, 'da', now() from requester`.execute(db);
    await sql`insert into time_entry (ticket_id, at, agent, minutes, cause, billable, reason, inbound_email_id, line)
      select ticket.id, now(), 'one', told.minutes, told.cause, told.cause <> 'vendor', 'foreign-fault', inbound_email.id, told.line
      from ticket, inbound_email, (values (60, 'customer', 1), (30, 'customer', 2), (45, 'vendor', 3), (-40, 'customer', 4),
        (20, 'third-party', 5)) as told (minutes, cause, line) order by told.line`.execute(db);
    copy(all);
    await migrate(db, folder);
    const { rows } = await sql<{ line: number; billed: number; taken: number }>`
      select line, sum(billed)::integer as billed, sum(taken_back)::integer as taken
      from time_charge join time_entry on time_entry.id = entry_id group by line order by line`.execute(db);
    expect(rows).toEqual([
      { line: 1, billed: 50, taken: 10 },
      { line: 2, billed: 0, taken: 30 },
      { line: 5, billed: 20, taken: 0 },
    ]);
  } finally {
    await db.destroy();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
