import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

const LOOKUP = "0057_person_lookup";

test("a database that holds addresses longer than an index does is brought up, and keeps their beginnings", async () => {
  const database = await createEmptyDatabase();
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 2 });
  try {
    const names = readdirSync("migrations")
      .sort()
      .map((file) => file.replace(/\.sql$/, ""));
    await migrate(db, "migrations", names.slice(0, names.indexOf(LOOKUP)));
    // Nothing that compresses: 6,000 letters.
    const long = `${randomBytes(3_000).toString("hex")}@far.example`;
    await sql`insert into requester (address) values ('lars@north.example')`.execute(db);
    await sql`
      insert into ticket (ref, subject, level, requester_id, language, opened_at)
      select 'SV-1', 'x', 'C', id, 'da', now() from requester`.execute(db);
    await sql`insert into mailbox (name) values ('support')`.execute(db);
    await sql`insert into raw_mail (sha256, bytes, size) values ('a', 'x', 1)`.execute(db);
    await sql`
      insert into inbound_email (mailbox_id, sha256, channel, sender_address) select id, 'a', 'lmtp', ${long} from mailbox`.execute(
      db,
    );
    await sql`
      insert into message (ticket_id, direction, author, from_address, text, subject, sent_at)
      select id, 'note', 'unknown', ${long}, 'x', 'x', now() from ticket`.execute(db);
    await migrate(db, "migrations");
    const { rows } = await sql<{ address: string }>`
      select sender_address as address from inbound_email union all select from_address from message`.execute(db);
    expect(rows.map(({ address }) => address)).toEqual([long.slice(0, 400), long.slice(0, 400)]);
  } finally {
    await db.destroy();
    await database.drop();
  }
});
