import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { type Kysely, sql } from "kysely";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { type RunningDovecot, startDovecot } from "../../test/support/dovecot.ts";
import { type SmtpSink, startSmtpSink } from "../../test/support/smtp-sink.ts";
import { type BenchServer, startBenchServer } from "../support/bench-server.ts";

/** A desk with a mailbox and a database of its own, over the servers that all parts of the bench share. */
export interface BenchDesk {
  readonly address: string;
  readonly lmtpPort: number;
  readonly database: Kysely<Schema>;
  readonly process: DeskProcess;
}

export interface Stage {
  readonly server: BenchServer;
  readonly dovecot: RunningDovecot;
  readonly sink: SmtpSink;
  /** Not started yet; its database is migrated. */
  openDesk(name: string): Promise<BenchDesk>;
  connectImap(address: string): ImapFlow;
  stop(): Promise<void>;
}

const PASSWORD = "a secret of the bench";

/** PostgreSQL with fsync on, Dovecot with one mailbox for each name, and an SMTP server that takes everything. */
export async function openStage(names: readonly string[]): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-bench-intake-"));
  const server = await startBenchServer();
  const dovecot = await startDovecot(names.map((name) => ({ address: addressOf(name), password: PASSWORD })));
  const sink = await startSmtpSink();
  const desks: DeskProcess[] = [];
  return {
    server,
    dovecot,
    sink,
    openDesk: async (name) => {
      const { url, database } = await server.newDatabase(name);
      const address = addressOf(name);
      const [port, lmtpPort] = [await findFreePort(), await findFreePort()];
      const deskFile = join(directory, `${name}.yaml`);
      writeFileSync(deskFile, deskOf(address));
      const desk = createDeskProcess({
        program: join(process.cwd(), "dist/cli/program.js"),
        environment: {
          PATH: process.env.PATH,
          DATABASE_URL: url,
          IMAP_URL: dovecot.imapUrlFor(address),
          SMTP_URL: sink.url,
          LMTP_LISTEN: `127.0.0.1:${lmtpPort}`,
          SVARTID_DESK: deskFile,
          SVARTID_SECRET: "a secret of the bench that is long enough to sign with",
          HTTP_PORT: String(port),
          LOG_LEVEL: "warn",
          NODE_OPTIONS: process.env.DESK_NODE_OPTIONS,
        },
        url: `http://127.0.0.1:${port}`,
        logFile: join(directory, `${name}.log`),
      });
      desks.push(desk);
      return { address, lmtpPort, database, process: desk };
    },
    connectImap: (address) => connectImap(dovecot, address),
    stop: async () => {
      for (const desk of desks) await desk.stop();
      await sink.stop();
      await dovecot.stop();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function addressOf(name: string): string {
  return `${name}@desk.example`;
}

function deskOf(address: string): string {
  return `
desk: { name: Support, address: ${address}, opsAddress: ops@desk.example, limits: { totalAcknowledgementsAnHour: 100000 } }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", trustedAuthServers: [mx.desk.example] }
`;
}

function connectImap(dovecot: RunningDovecot, address: string): ImapFlow {
  const url = new URL(dovecot.imapUrlFor(address));
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port),
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth: { user: address, pass: PASSWORD },
  });
  client.on("error", () => undefined);
  return client;
}

/** Emails that are filed, whatever became of them. */
export async function countFiled({ database }: BenchDesk): Promise<number> {
  const result = await sql<{ count: number }>`select count(*) as count from filing`.execute(database);
  return result.rows[0]?.count ?? 0;
}

/** From the first of these mails accepted to the last one filed, by the database's own time: mails a second. */
export async function filingRate({ database }: BenchDesk, afterEmailId: number): Promise<number> {
  const result = await sql<{ seconds: number; count: number }>`
    select extract(epoch from max(filed_at) - min(accepted_at))::float8 as seconds, count(*) as count
    from filing join inbound_email on inbound_email.id = filing.inbound_email_id
    where inbound_email.id > ${afterEmailId}`.execute(database);
  const [row] = result.rows;
  return row === undefined || row.seconds === 0 ? 0 : Math.round(row.count / row.seconds);
}

export async function lastEmailId({ database }: BenchDesk): Promise<number> {
  const result = await sql<{ id: number }>`select coalesce(max(id), 0) as id from inbound_email`.execute(database);
  return result.rows[0]?.id ?? 0;
}

/** Nothing that is filed waits to be sent. */
export async function isAllSent({ database }: BenchDesk): Promise<boolean> {
  const open = sql<{ count: number }>`select count(*) as count from outbox where state in ('queued', 'sending')`;
  return (await open.execute(database)).rows[0]?.count === 0;
}

/** What a desk has computed since it started, all its threads together, in seconds. */
export function cpuSeconds(desk: BenchDesk): number {
  const pid = desk.process.pid();
  const stat = pid === null ? "" : readFileSync(`/proc/${pid}/stat`, "utf8");
  // Fields 14 and 15, user and system; the second, the name, may hold blanks. Linux counts in hundredths.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
}

/** Resident memory of a desk, in MB; null while it does not run. */
export function residentMegabytes(desk: BenchDesk): number | null {
  const pid = desk.process.pid();
  if (pid === null) return null;
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  return Math.round(kilobytes / 1024);
}
