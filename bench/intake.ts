import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ImapFlow } from "imapflow";
import { sql } from "kysely";
import { createTransport } from "nodemailer";
import pg from "pg";
import { findFreePort } from "../src/adapters/embedded/free-port.ts";
import { removeEmbeddedPostgres } from "../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../src/adapters/embedded/start-embedded-postgres.ts";
import { openDatabase } from "../src/adapters/postgres/database.ts";
import { createDeskProcess } from "../src/demo/desk-process.ts";
import { startDovecot } from "../test/support/dovecot.ts";
import { madeMails } from "../test/support/ordinary-mails.ts";
import { silentLog } from "../test/support/silent-log.ts";
import { startSmtpSink } from "../test/support/smtp-sink.ts";

// From Dovecot to filed, with the clock started and the acknowledgement queued; then from delivery to acknowledgement sent; then
// start and rest. PostgreSQL runs with fsync on. Each figure has a floor beside it from the same run: the same servers, doing
// only what cannot be left out.

const { values: options } = parseArgs({
  options: { mails: { type: "string", default: "500" }, single: { type: "string", default: "60" } },
});
const ADDRESS = "support@desk.example";
const PASSWORD = "a secret of the bench";
const DESK = `
desk: { name: Support, address: ${ADDRESS}, opsAddress: ops@desk.example, limits: { totalAcknowledgementsAnHour: 100000 } }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", trustedAuthServers: [mx.desk.example] }
`;

const directory = mkdtempSync(join(tmpdir(), "svartid-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir: directory });
const dovecot = await startDovecot([{ address: ADDRESS, password: PASSWORD }]);
const sink = await startSmtpSink();
const port = await findFreePort();
const deskFile = join(directory, "desk.yaml");
writeFileSync(deskFile, DESK);
const desk = createDeskProcess({
  program: join(process.cwd(), "dist/cli/program.js"),
  environment: {
    PATH: process.env.PATH,
    DATABASE_URL: await newDatabase("desk"),
    IMAP_URL: dovecot.imapUrlFor(ADDRESS),
    SMTP_URL: sink.url,
    SVARTID_DESK: deskFile,
    SVARTID_SECRET: "a secret of the bench that is long enough to sign with",
    HTTP_PORT: String(port),
    LOG_LEVEL: "warn",
  },
  url: `http://127.0.0.1:${port}`,
  logFile: join(directory, "desk.log"),
});
const database = openDatabase({ url: urlOf("desk"), log: silentLog, maxConnections: 2 });

try {
  const floor = await floorOfIntake(Number(options.mails));
  await desk.start();
  const intake = await measureIntake(Number(options.mails));
  await untilSent();
  const latency = await measureLatency(Number(options.single));
  const starts = await measureStarts(5);
  const figures = {
    intakeMailsASecond: round(intake),
    floorOneByOne: round(floor),
    ratio: round(intake / floor),
    acknowledgedAfterMs: latency.acknowledged,
    floorIdleMs: latency.idle,
    startMs: starts.startMs,
    restMegabytes: starts.restMegabytes,
  };
  console.log(JSON.stringify(figures));
  console.table(figures);
} finally {
  await desk.stop();
  await database.destroy();
  await sink.stop();
  await dovecot.stop();
  await postgres.stop();
  removeEmbeddedPostgres(directory);
  rmSync(directory, { recursive: true, force: true });
}

function urlOf(name: string): string {
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function newDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return urlOf(name);
}

/** Fetch all, then one transaction a mail with its bytes, a ticket and a message: nothing is parsed, decided or answered. */
async function floorOfIntake(count: number): Promise<number> {
  dovecot.appendMany(ADDRESS, madeMails(count));
  const client = new pg.Client({ connectionString: await newDatabase("floor") });
  await client.connect();
  await client.query(`create table raw (id bigserial primary key, bytes bytea);
    create table ticket (id bigserial primary key, raw bigint); create table message (id bigserial primary key, ticket bigint)`);
  const from = performance.now();
  const imap = connectImap();
  await imap.connect();
  await imap.mailboxOpen("INBOX", { readOnly: true });
  for (const { source } of await imap.fetchAll("1:*", { source: true, internalDate: true })) {
    await client.query("begin");
    const raw = await client.query("insert into raw (bytes) values ($1) returning id", [source]);
    const ticket = await client.query("insert into ticket (raw) values ($1) returning id", [raw.rows[0].id]);
    await client.query("insert into message (ticket) values ($1)", [ticket.rows[0].id]);
    await client.query("commit");
  }
  const seconds = (performance.now() - from) / 1000;
  await imap.logout();
  await client.end();
  return count / seconds;
}

function connectImap(): ImapFlow {
  const url = new URL(dovecot.imapUrlFor(ADDRESS));
  const auth = { user: ADDRESS, pass: PASSWORD };
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port),
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth,
  });
  client.on("error", () => undefined);
  return client;
}

/** From the first mail accepted to the last one filed, by the database's own time. */
async function measureIntake(count: number): Promise<number> {
  await until(async () => (await filed()) >= count);
  const result = await sql<{ seconds: number }>`
    select extract(epoch from (select max(filed_at) from filing) - (select min(seen_at) from sighting))::float8 as seconds`.execute(
    database,
  );
  return count / (result.rows[0]?.seconds ?? 1);
}

async function filed(): Promise<number> {
  const result = await sql<{ count: number }>`select count(*) as count from filing`.execute(database);
  return result.rows[0]?.count ?? 0;
}

async function untilSent(): Promise<void> {
  await until(async () => {
    const open = sql<{ count: number }>`select count(*) as count from outbox where state in ('queued', 'sending')`;
    return (await open.execute(database)).rows[0]?.count === 0;
  });
}

/** One mail at a time: delivered by LMTP, answered by SMTP. The floor is when IDLE tells another client that it is there. */
async function measureLatency(count: number) {
  const watcher = connectImap();
  await watcher.connect();
  await watcher.mailboxOpen("INBOX", { readOnly: true });
  let exists: (() => void) | null = null;
  watcher.on("exists", () => exists?.());
  const lmtp = createTransport({ host: "127.0.0.1", port: dovecot.lmtpPort, lmtp: true, ignoreTLS: true } as object);
  const acknowledged: number[] = [];
  const idle: number[] = [];
  for (let index = 0; index < count; index++) {
    const id = `<latency-${index}@north.example>`;
    const told = new Promise<void>((resolve) => (exists = resolve));
    watcher.idle().catch(() => undefined);
    const from = performance.now();
    await lmtp.sendMail({ envelope: { from: "a@north.example", to: ADDRESS }, raw: single(index, id) });
    await Promise.all([
      told.then(() => idle.push(performance.now() - from)),
      until(async () => sink.deliveries.some((mail) => isAnswerTo(mail.bytes, id))).then(() =>
        acknowledged.push(performance.now() - from),
      ),
    ]);
  }
  await watcher.logout();
  lmtp.close();
  return { acknowledged: percentiles(acknowledged), idle: percentiles(idle) };
}

function single(index: number, id: string): string {
  return [
    "Authentication-Results: mx.desk.example; dmarc=none header.from=north.example",
    `From: Person <latency${index}@north.example>`,
    `To: ${ADDRESS}`,
    `Subject: Question ${index}`,
    `Message-ID: ${id}`,
    "",
    "Hello, can you help me please?",
    "",
  ].join("\r\n");
}

function isAnswerTo(bytes: Uint8Array, id: string): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  return text.includes("Auto-Submitted: auto-replied") && text.includes(`In-Reply-To: ${id}`);
}

async function measureStarts(times: number) {
  const milliseconds: number[] = [];
  for (let time = 0; time < times; time++) {
    await desk.kill();
    const from = performance.now();
    await desk.start();
    milliseconds.push(performance.now() - from);
  }
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const status = readFileSync(`/proc/${desk.pid() ?? 0}/status`, "utf8");
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { startMs: percentiles(milliseconds), restMegabytes: Math.round(kilobytes / 1024) };
}

function percentiles(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}`;
}

async function until(look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 300_000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error("the bench waited five minutes in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
