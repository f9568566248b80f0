import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { seededChance } from "./seeded-chance.ts";
import { silentLog } from "./silent-log.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";
import { openSupportMailbox, type SupportMailbox } from "./support-mailbox.ts";
import { wrongDeliveries } from "./wrong-deliveries.ts";

export interface IntakeRun {
  readonly server: "dovecot" | "embedded";
  readonly mails: readonly Uint8Array[];
  /** Migrated by the desk itself. */
  readonly databaseUrl: string;
  readonly kills: number;
  readonly seed: number;
  readonly uidvalidityResets: number;
}

/** What is in the tables at the end; equal runs must end with equal counts. */
export interface IntakeCounts {
  readonly sightings: number;
  readonly emails: number;
  readonly ticketed: number;
  readonly threaded: number;
  readonly recorded: number;
  readonly quarantined: number;
  readonly tickets: number;
  readonly acknowledgements: number;
}

export interface IntakeFigures extends IntakeCounts {
  readonly kills: number;
  readonly delivered: number;
  readonly ambiguousResends: number;
  /** Automatic mails that were given up because nobody knows whether they arrived. */
  readonly givenUp: number;
  readonly violations: readonly string[];
}

interface Stage {
  readonly run: IntakeRun;
  readonly mailbox: SupportMailbox;
  readonly sink: SmtpSink;
  readonly database: Kysely<Schema>;
  readonly desk: DeskProcess;
}

const PROGRAM = join(process.cwd(), "dist/cli/program.js");
const DESK = `
desk: { name: Support, address: support@desk.example, opsAddress: ops@desk.example }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", trustedAuthServers: [mx.desk.example] }
`;
const PATIENCE_MS = 180_000;

/**
 * Lets a desk read, file and answer a mailbox while it is killed with -9 over and over at random, then renumbers the mailbox
 * and lets it read again. The figures come from the tables and from what the SMTP server took, never from the desk's log.
 */
export async function runIntake(run: IntakeRun): Promise<IntakeFigures> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-kills-"));
  const deskFile = join(directory, "desk.yaml");
  writeFileSync(deskFile, DESK);
  const mailbox = await openSupportMailbox(run.server);
  const sink = await startSmtpSink();
  const port = await findFreePort();
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: run.databaseUrl,
    IMAP_URL: mailbox.imapUrl,
    SMTP_URL: sink.url,
    SVARTID_DESK: deskFile,
    SVARTID_SECRET: "a secret of the proof that is long enough to sign with",
    HTTP_PORT: String(port),
    LOG_LEVEL: "warn",
  };
  const logFile = join(directory, "desk.log");
  const desk = createDeskProcess({ program: PROGRAM, environment, url: `http://127.0.0.1:${port}`, logFile });
  const database = openDatabase({ url: run.databaseUrl, log: silentLog, maxConnections: 2 });
  const stage: Stage = { run, mailbox, sink, database, desk };
  try {
    mailbox.append(run.mails);
    await desk.start();
    const kills = await killAtRandom(stage);
    await settle(stage);
    const violations = await findViolations(stage);
    violations.push(...(await renumber(stage)));
    return { ...(await readFigures(stage)), kills, violations };
  } catch (error) {
    throw new Error(`${String(error)}\n${readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n")}`);
  } finally {
    await desk.stop();
    await database.destroy();
    await sink.stop();
    await mailbox.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

// A kill comes after a random amount of progress, so that all of them hit work and none an idle process.
async function killAtRandom({ run, database, desk }: Stage): Promise<number> {
  const chance = seededChance(run.seed);
  let kills = 0;
  while (kills < run.kills) {
    const from = await progress(database);
    const until = from + 1 + chance() * ((1.5 * run.mails.length) / run.kills);
    const moved = await waitFor(async () => (await progress(database)) >= until, 25_000);
    if (!moved && (await isSettled(database, run))) break;
    await desk.kill();
    kills += 1;
    await desk.start();
  }
  return kills;
}

async function progress(database: Kysely<Schema>): Promise<number> {
  const result = await sql<{ done: number }>`
    select (select count(*) from sighting) + (select count(*) from filing)
         + (select count(*) from outbox where state = 'sent') as done`.execute(database);
  return result.rows[0]?.done ?? 0;
}

async function settle(stage: Stage): Promise<void> {
  const { database, run } = stage;
  const settled = await waitFor(() => isSettled(database, run), PATIENCE_MS);
  if (!settled) throw new Error(`not settled: ${JSON.stringify(await readCounts(database))}`);
  // Mails of which nobody knows whether they arrived rest for minutes before they are sent again: the minutes are skipped.
  await sql`update desk_time set "offset" = '10 minutes'`.execute(database);
  const resent = await waitFor(async () => (await uncertainOfPeople(database)) === 0, PATIENCE_MS);
  if (!resent) throw new Error("uncertain mails were not sent again");
}

async function isSettled(database: Kysely<Schema>, run: IntakeRun): Promise<boolean> {
  const result = await sql<{ sightings: number; open: number }>`
    select (select count(*) from sighting) as sightings,
           (select count(*) from inbound_email where state = 'accepted')
         + (select count(*) from outbox where state in ('queued', 'sending', 'deferred')) as open`.execute(database);
  const [row] = result.rows;
  return row?.sightings === run.mails.length && row.open === 0;
}

async function uncertainOfPeople(database: Kysely<Schema>): Promise<number> {
  const result = await sql<{ count: number }>`
    select count(*) as count from outbox
    where state in ('queued', 'sending', 'deferred')
       or (state = 'uncertain' and class not in ('acknowledgement', 'confirmation'))`.execute(database);
  return result.rows[0]?.count ?? 0;
}

async function findViolations({ run, database, sink, desk }: Stage): Promise<string[]> {
  const counts = await readCounts(database);
  const violations: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) violations.push(what);
  };
  must(counts.sightings === run.mails.length, `${run.mails.length} mails, but ${counts.sightings} sightings`);
  const filed = counts.ticketed + counts.threaded + counts.recorded + counts.quarantined;
  must(filed === counts.emails, `${counts.emails} emails accepted, but ${filed} accounted for`);
  must(
    (await countOf(database, sql`select count(*) as count from filing where jsonb_array_length(reasons) = 0`)) === 0,
    "a filing without reasons",
  );
  const twice = sql`select count(*) as count from (
    select ticket_id from outbox where class = 'acknowledgement' group by ticket_id having count(*) > 1) as twice`;
  must((await countOf(database, twice)) === 0, "a ticket with two acknowledgements");
  violations.push(...(await wrongDeliveries(database, sink)));
  const audit = await desk.run(["audit", "--json"]);
  must(audit.code === 0, `svartid audit: ${audit.output.slice(0, 2000)}`);
  return violations;
}

async function renumber(stage: Stage): Promise<string[]> {
  const { run, mailbox, database, desk } = stage;
  const violations: string[] = [];
  for (let reset = 1; reset <= run.uidvalidityResets; reset++) {
    const before = await readCounts(database);
    await desk.kill();
    await mailbox.resetUidvalidity();
    await desk.start();
    const seen = await waitFor(
      async () => (await readCounts(database)).sightings === run.mails.length * (reset + 1),
      PATIENCE_MS,
    );
    const after = await readCounts(database);
    if (!seen) violations.push(`after reset ${reset} only ${after.sightings} sightings`);
    const changed = JSON.stringify({ ...after, sightings: 0 }) !== JSON.stringify({ ...before, sightings: 0 });
    if (changed) violations.push(`reset ${reset} made ${JSON.stringify(after)} of ${JSON.stringify(before)}`);
  }
  return violations;
}

async function readCounts(database: Kysely<Schema>): Promise<IntakeCounts> {
  const result = await sql<Record<keyof IntakeCounts, number>>`select
    (select count(*) from sighting) as sightings,
    (select count(*) from inbound_email) as emails,
    (select count(*) from filing where decision = 'ticketed') as ticketed,
    (select count(*) from filing where decision = 'threaded') as threaded,
    (select count(*) from filing where decision = 'recorded') as recorded,
    (select count(*) from inbound_email where state = 'quarantined') as quarantined,
    (select count(*) from ticket) as tickets,
    (select count(*) from outbox where class = 'acknowledgement') as acknowledgements`.execute(database);
  const [counts] = result.rows;
  if (counts === undefined) throw new Error("no counts");
  return counts;
}

async function readFigures({ database, sink }: Stage) {
  return {
    ...(await readCounts(database)),
    delivered: sink.deliveries.length,
    ambiguousResends: await countOf(
      database,
      sql`select coalesce(sum(ambiguous_resends), 0)::int8 as count from outbox`,
    ),
    givenUp: await countOf(database, sql`select count(*) as count from outbox where state = 'uncertain'`),
  };
}

async function countOf(database: Kysely<Schema>, query: ReturnType<typeof sql>): Promise<number> {
  const result = await query.execute(database);
  return (result.rows[0] as { count: number } | undefined)?.count ?? 0;
}

async function waitFor(look: () => Promise<boolean>, patienceMs: number): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    // The desk migrates the database while it starts: until then there is nothing to look at.
    if (await look().catch(() => false)) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
