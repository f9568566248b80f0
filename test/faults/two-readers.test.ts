import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { createTestDatabase } from "../support/database.ts";
import { dovecot } from "../support/dovecot.ts";
import { eventually } from "../support/eventually.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { testOn } from "../support/real-server.ts";
import { silentLog } from "../support/silent-log.ts";
import { openSupportMailbox, type SupportMailbox } from "../support/support-mailbox.ts";

const LIMIT_MS = 300_000;
const ROUNDS = 3;
const MAILS_A_ROUND = 40;

interface Stage {
  readonly mailbox: SupportMailbox;
  readonly database: Kysely<Schema>;
  readonly readers: readonly { readonly desk: DeskProcess; readonly log: string }[];
}

/** Two whole desks on one mailbox and one database. */
async function withTwoDesks(server: "dovecot" | "embedded", play: (stage: Stage) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-readers-"));
  const [mailbox, testDatabase] = [await openSupportMailbox(server), await createTestDatabase()];
  const database = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 2 });
  const readers = [await makeDesk("one"), await makeDesk("other")];
  try {
    await play({ mailbox, database, readers });
  } finally {
    for (const { desk } of readers) {
      desk.thaw();
      await desk.stop();
    }
    await database.destroy();
    await testDatabase.drop();
    await mailbox.stop();
    rmSync(directory, { recursive: true, force: true });
  }

  async function makeDesk(name: string) {
    const port = await findFreePort();
    const log = join(directory, `${name}.log`);
    const environment = {
      PATH: process.env.PATH,
      DATABASE_URL: testDatabase.url,
      IMAP_URL: mailbox.imapUrl,
      SMTP_URL: "smtp://127.0.0.1:1",
      SVARTID_DESK: join(process.cwd(), "config/desk.yaml"),
      SVARTID_SECRET: "a secret of the test that is long enough to sign with",
      HTTP_PORT: String(port),
      LOG_LEVEL: "warn",
    };
    const program = join(process.cwd(), "dist/cli/program.js");
    return { desk: createDeskProcess({ program, environment, url: `http://127.0.0.1:${port}`, logFile: log }), log };
  }
}

async function counts(database: Kysely<Schema>) {
  const result = await sql<{
    emails: number;
    sightings: number;
    filings: number;
    waiting: number;
    epoch: number;
  }>`select
    (select count(*)::int from inbound_email) as emails,
    (select count(*)::int from sighting) as sightings,
    (select count(*)::int from filing) as filings,
    (select count(*)::int from inbound_email where state = 'accepted') as waiting,
    (select coalesce(max(lease_epoch), 0)::int from mailbox) as epoch`.execute(database);
  const [row] = result.rows;
  if (!row) throw new Error("no counts");
  return row;
}

async function stopAndTakeOver({ mailbox, database, readers }: Stage): Promise<void> {
  const mails = madeMails(ROUNDS * MAILS_A_ROUND);
  for (const { desk } of readers) await desk.start();
  let sleeper = readers[0]?.desk;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const before = await counts(database);
    mailbox.append(mails.slice((round - 1) * MAILS_A_ROUND, round * MAILS_A_ROUND));
    // Stopped in the middle of its work where it is the one that reads, and in its waiting otherwise.
    await eventually("the first mails of the round", async () => (await counts(database)).sightings > before.sightings);
    sleeper?.freeze();
    await eventually("all mails of the round", async () => {
      return (await counts(database)).sightings === round * MAILS_A_ROUND;
    });
    sleeper?.thaw();
    sleeper = readers[round % 2]?.desk;
  }
  const total = ROUNDS * MAILS_A_ROUND;
  await eventually("everything filed", async () => (await counts(database)).waiting === 0);
  expect(await counts(database)).toMatchObject({ emails: total, sightings: total, filings: total });
  const audit = await readers[0]?.desk.run(["audit", "--json"]);
  expect(JSON.parse(audit?.output ?? "{}")).toMatchObject({ ok: true, unaccounted: 0 });
}

const expectTold = ({ readers }: Stage) =>
  eventually("a reader that says it lost its mailbox", () =>
    readers.some(({ log }) => readFileSync(log, "utf8").includes("lease of the mailbox was lost to another reader")),
  );

test(
  "of two desks on one mailbox, each stopped in turn in the middle of reading, every mail is filed once",
  () => withTwoDesks("embedded", stopAndTakeOver),
  LIMIT_MS,
);

testOn(dovecot)(
  "of two desks on one Dovecot mailbox, each stopped in turn, every mail is filed once",
  () => withTwoDesks("dovecot", stopAndTakeOver),
  LIMIT_MS,
);

test(
  "a desk that wakes up after another has taken its mailbox says so, and leaves it to the other",
  () =>
    withTwoDesks("embedded", async (stage) => {
      const [one, other] = stage.readers;
      await one?.desk.start();
      await eventually("the lease", async () => (await counts(stage.database)).epoch === 1);
      await other?.desk.start();
      one?.desk.freeze();
      await eventually("the other has taken the lease", async () => (await counts(stage.database)).epoch === 2);
      stage.mailbox.append(madeMails(2));
      await eventually("its mails", async () => (await counts(stage.database)).sightings === 2);
      one?.desk.thaw();
      await expectTold(stage);
      stage.mailbox.append(madeMails(4).slice(2));
      await eventually("later mails", async () => (await counts(stage.database)).sightings === 4);
      expect(await counts(stage.database)).toMatchObject({ epoch: 2, emails: 4 });
    }),
  LIMIT_MS,
);

test(
  "a desk that stands still in the middle of accepting keeps its mailbox from the other for less than a minute",
  () =>
    withTwoDesks("embedded", async (stage) => {
      const [one, other] = stage.readers;
      await one?.desk.start();
      await eventually("the lease", async () => (await counts(stage.database)).epoch === 1);
      await stage.database.transaction().execute(async (held) => {
        await sql`lock table sighting in share row exclusive mode`.execute(held);
        stage.mailbox.append(madeMails(2));
        await eventually("an acceptance that waits for us", () => waitsForLock(stage.database));
        one?.desk.freeze();
      });
      await other?.desk.start();
      await eventually("the mails", async () => (await counts(stage.database)).sightings === 2);
      one?.desk.thaw();
      await eventually("everything filed", async () => (await counts(stage.database)).waiting === 0);
      expect(await counts(stage.database)).toMatchObject({ epoch: 2, emails: 2, filings: 2 });
    }),
  LIMIT_MS,
);

async function waitsForLock(database: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%sighting%'`.execute(database);
  return rows.length > 0;
}
