import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";

/** What opening a desk writes, beside what the migrations do; all other rows come of mail. */
const OF_THE_DESK = [
  "desk_time",
  "desk_version",
  "desk_holiday_year",
  "mailbox",
  "cursor",
  "webhook",
  "organisation_control",
];

/** Goes on through all the tests of a file: nothing empties it. */
const AUDIT_TRAIL = ["audit_event", "audit_head", "audit_checkpoint"];

/** A desk as it was when it was opened: its mails, tickets and what came of them are gone, and its time is the machine's. */
export async function forgetMail(database: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like '%migration%'`.execute(
    database,
  );
  const names = rows.map(({ name }) => name).filter((name) => ![...OF_THE_DESK, ...AUDIT_TRAIL].includes(name));
  await database.transaction().execute(async (transaction) => {
    await sql`set local lock_timeout = '10s'`.execute(transaction);
    // Foreign keys and append-only triggers rest meanwhile. Not `truncate`, which makes and deletes some hundred files each time: ext4 gives
    // no inode out again for five seconds and looks through all of these at each new file, a third of the CPU of the whole suite.
    await sql`set local session_replication_role = 'replica'`.execute(transaction);
    for (const name of names) await sql`delete from ${sql.table(name)}`.execute(transaction);
    await sql`update desk_time set "offset" = '0'`.execute(transaction);
  });
}
