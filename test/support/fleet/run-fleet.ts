import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../../src/adapters/postgres/database.ts";
import type { Schema } from "../../../src/adapters/postgres/schema.ts";
import { type RunningDovecot, startDovecot } from "../dovecot.ts";
import { seededChance } from "../seeded-chance.ts";
import { silentLog } from "../silent-log.ts";
import { type SmtpSink, startSmtpSink } from "../smtp-sink.ts";
import { findFleetViolations } from "./fleet-books.ts";
import { fleetDesk } from "./fleet-desk.ts";
import { type FleetMail, fleetMails, type Way } from "./fleet-mails.ts";
import { type FleetProcess, startFleet } from "./fleet-processes.ts";
import { noteWork, readConnections, readWork, type WorkOfProcess } from "./fleet-work.ts";
import { handOver } from "./hand-over.ts";

export interface FleetPlan {
  /** Migrated. */
  readonly databaseUrl: string;
  /** Null: the queue is on PostgreSQL. */
  readonly redisUrl: string | null;
  readonly people: number;
  readonly kills: number;
  readonly seed: number;
}

export interface FleetFigures {
  readonly mails: number;
  /** Who was killed, in this order. */
  readonly killed: readonly string[];
  /** Ids of automatic mails of which nobody knows whether they arrived. */
  readonly uncertain: readonly number[];
  readonly resent: number;
  readonly work: readonly WorkOfProcess[];
  /** The most connections that each process had at once. */
  readonly connections: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

export interface FleetScene {
  readonly plan: FleetPlan;
  readonly mails: readonly FleetMail[];
  readonly database: Kysely<Schema>;
  readonly dovecot: RunningDovecot;
  readonly sink: SmtpSink;
  readonly fleet: readonly FleetProcess[];
  readonly backups: string;
  readonly environment: NodeJS.ProcessEnv;
}

const PASSWORD = "a secret of the test";
const ADDRESSES: Readonly<Record<Way, string>> = {
  support: "support@desk.example",
  faults: "faults@desk.example",
  // What is taken by LMTP belongs to the first mailbox, and is for the desk's address.
  lmtp: "support@desk.example",
};
const PATIENCE_MS = 240_000;
const LOOK_EVERY_MS = 100;

/**
 * Three workers, two intakes and a console as processes on one database. Mail comes into two mailboxes and by LMTP, answers fall due, and
 * processes are killed with -9 at random while they work, and started again. At the end the books must balance: the figures come from the
 * tables and from what the SMTP server took, never from a log; the logs of a run that went wrong are left. The same seed kills the same processes after the same shares of the work.
 */
export async function runFleet(plan: FleetPlan): Promise<FleetFigures> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-fleet-"));
  const backups = join(directory, "backups");
  const deskFile = join(directory, "desk.yaml");
  writeFileSync(deskFile, fleetDesk(backups));
  const dovecot = await startDovecot(
    [ADDRESSES.support, ADDRESSES.faults].map((address) => ({ address, password: PASSWORD })),
  );
  const sink = await startSmtpSink();
  const database = openDatabase({ url: plan.databaseUrl, log: silentLog, maxConnections: 3 });
  const environment = {
    IMAP_SUPPORT: dovecot.imapUrlFor(ADDRESSES.support),
    IMAP_FAULTS: dovecot.imapUrlFor(ADDRESSES.faults),
    SMTP: sink.url,
    SVARTID_DESK: deskFile,
  };
  let fleet: readonly FleetProcess[] = [];
  let isRight = false;
  try {
    await noteWork(database);
    // Each of the three workers finds the backup of the day due.
    await sql`update kysely_migration set timestamp = (now() - interval '2 days')::text`.execute(database);
    fleet = await startFleet({ ...plan, deskFile, directory, environment });
    const scene = { plan, database, dovecot, sink, fleet, backups, environment, mails: fleetMails(plan.people) };
    const figures = await play(scene);
    isRight = figures.violations.length === 0;
    return isRight ? figures : { ...figures, violations: [...figures.violations, `the logs are in ${directory}`] };
  } finally {
    await Promise.all(fleet.map((process) => process.stop()));
    await database.destroy();
    await sink.stop();
    await dovecot.stop();
    if (isRight) rmSync(directory, { recursive: true, force: true });
  }
}

async function play(scene: FleetScene): Promise<FleetFigures> {
  const { database, fleet, mails } = scene;
  const watching = watchConnections(database);
  const delivering = deliver(scene);
  const killed = await killAtRandom(scene);
  await delivering;
  await settle(scene);
  const connections = await watching.stop();
  const work = await readWork(
    database,
    fleet.map(({ name }) => name),
  );
  const violations = await findFleetViolations(scene);
  const uncertain = await database.selectFrom("outbox").select("id").where("state", "=", "uncertain").execute();
  const resent = await sql<{
    count: number;
  }>`select coalesce(sum(ambiguous_resends), 0)::int as count from outbox`.execute(database);
  return {
    mails: mails.length,
    killed,
    uncertain: uncertain.map(({ id }) => id),
    resent: resent.rows[0]?.count ?? 0,
    work,
    connections,
    violations,
  };
}

/** The three ways at once, on each one mail after the other. */
async function deliver({ mails, dovecot, fleet }: FleetScene): Promise<void> {
  const intakes = fleet.flatMap(({ lmtpPort }) => lmtpPort ?? []);
  const ports: Record<Way, readonly number[]> = {
    support: [dovecot.lmtpPort],
    faults: [dovecot.lmtpPort],
    lmtp: intakes,
  };
  const lane = async (way: Way) => {
    for (const mail of mails.filter((one) => one.way === way))
      await handOver(mail.bytes, ADDRESSES[way], ports[way], PATIENCE_MS);
  };
  await Promise.all([lane("support"), lane("faults"), lane("lmtp")]);
}

/** A kill comes after a random share of the work, so that all of them hit work; who is killed is chance too. */
async function killAtRandom({ plan, database, fleet, mails }: FleetScene): Promise<string[]> {
  const chance = seededChance(plan.seed);
  const shares = Array.from({ length: plan.kills }, () => 0.05 + 0.85 * chance()).sort((one, other) => one - other);
  const killed: string[] = [];
  for (const share of shares) {
    const victim = fleet[Math.floor(chance() * fleet.length)];
    await waitFor(
      async () => (await progress(database)) >= share * 2 * mails.length,
      "the share of the work of a kill",
    );
    await victim?.replace();
    killed.push(victim?.name ?? "");
  }
  await Promise.all(fleet.map((process) => process.ready()));
  return killed;
}

/** Mails accepted and mails filed: twice their number when all is read. */
async function progress(database: Kysely<Schema>): Promise<number> {
  const result = await sql<{ done: number }>`
    select (select count(*) from sighting) + (select count(*) from filing) as done`.execute(database);
  return result.rows[0]?.done ?? 0;
}

/** First with the time as it is; then ten minutes pass, so that what a killed process held is free, and every answer was due. */
async function settle({ database, mails, backups, fleet }: FleetScene): Promise<void> {
  const open = async () => {
    const { rows } = await sql<{ filed: number; open: number; due: number }>`
      select (select count(*) from filing) as filed,
        (select count(*) from inbound_email where state = 'accepted')
        + (select count(*) from outbox where state in ('queued', 'sending', 'deferred')
             or (state = 'uncertain' and class not in ('acknowledgement', 'confirmation'))) as open,
        (select count(*) from sla_clock where next_wake_at < desk_now()) as due`.execute(database);
    return rows[0];
  };
  await waitFor(async () => (await open())?.filed === mails.length, "every mail filed");
  await waitFor(async () => (await whyNotReady(fleet)) === null, "a console that finds nothing red");
  await sql`update desk_time set "offset" = '10 minutes'`.execute(database);
  await waitFor(async () => {
    const now = await open();
    if (now?.open !== 0) await passOn(database);
    return now?.open === 0 && now.due === 0;
  }, "every clock rung and every mail sent");
  await waitFor(async () => isBackedUp(backups), "the backup");
}

/** A mail that a killed sender may have sent is sent again some minutes later: where nothing else is left, they pass at once. */
async function passOn(database: Kysely<Schema>): Promise<void> {
  await sql`
    update desk_time set "offset" = "offset" + (waiting.until - desk_now())
    from (select min(next_at) as until from outbox where state = 'uncertain' and class not in ('acknowledgement', 'confirmation')) as waiting
    where waiting.until > desk_now() and not exists (select from outbox where state in ('queued', 'sending', 'deferred'))`.execute(
    database,
  );
}

/** The console's process judges all of them; null where nothing is red. */
async function whyNotReady(fleet: readonly FleetProcess[]): Promise<string | null> {
  const url = fleet.find(({ role }) => role === "http")?.url;
  const answer = await fetch(`${url}/readyz`);
  return answer.ok ? null : await answer.text();
}

function isBackedUp(backups: string): boolean {
  return readdirSync(backups, { withFileTypes: true }).some(({ name }) => name.endsWith(".zip"));
}

function watchConnections(database: Kysely<Schema>): { stop(): Promise<Record<string, number>> } {
  const most = new Map<string, number>();
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      for (const [name, count] of await readConnections(database)) most.set(name, Math.max(count, most.get(name) ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return Object.fromEntries([...most].toSorted());
    },
  };
}

async function waitFor(look: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
