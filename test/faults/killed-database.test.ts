import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import pg from "pg";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
  URL_FILE,
} from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { startEmbeddedMailbox } from "../support/embedded-mailbox.ts";
import { smallMail } from "../support/intake.ts";
import type { MailboxServer } from "../support/mailbox-server.ts";
import { findProcesses } from "../support/processes.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";

const LIMIT_MS = 180_000;
const DESK = `
desk: { name: Support, address: support@desk.example, opsAddress: ops@desk.example }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}" }
`;

interface Ready {
  readonly status: number;
  readonly checks: readonly { name: string; ok: boolean; detail: string; mend: string | null }[];
}

const endings: (() => unknown)[] = [];

/** Ended after the test, the last first. */
function keep<T>(thing: T, end: (thing: T) => unknown): T {
  endings.push(() => end(thing));
  return thing;
}

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type Where = { IMAP_URL: string } & ({ DATABASE_URL: string } | { SVARTID_DATA_DIR: string });

async function startDesk(environment: Where): Promise<DeskProcess & { log(): string }> {
  const directory = keep(mkdtempSync(join(tmpdir(), "svartid-running-")), (one) =>
    rmSync(one, { recursive: true, force: true }),
  );
  const sink = keep(await startSmtpSink(), (one) => one.stop());
  writeFileSync(join(directory, "desk.yaml"), DESK);
  const port = await findFreePort();
  const options = {
    program: join(process.cwd(), "dist/cli/program.js"),
    environment: {
      PATH: process.env.PATH,
      ...environment,
      SMTP_URL: sink.url,
      SVARTID_DESK: join(directory, "desk.yaml"),
      SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
      HTTP_PORT: String(port),
    },
    url: `http://127.0.0.1:${port}`,
    logFile: join(directory, "desk.log"),
  };
  const desk = keep(createDeskProcess(options), (one) => one.stop());
  await desk.start();
  return Object.assign(desk, { log: () => readFileSync(options.logFile, "utf8") });
}

async function look(desk: DeskProcess): Promise<Ready> {
  const response = await fetch(`${desk.url}/readyz`);
  return { status: response.status, checks: ((await response.json()) as Pick<Ready, "checks">).checks };
}

async function untilReady(desk: DeskProcess): Promise<void> {
  await until(async () => (await look(desk)).status === 200);
}

test(
  "a database that is killed and comes back is told by readiness, and mail that came meanwhile is filed",
  async () => {
    const dataDir = keep(mkdtempSync(join(tmpdir(), "svartid-killed-database-")), (one) => {
      removeEmbeddedPostgres(one);
      rmSync(one, { recursive: true, force: true });
    });
    let postgres = await startEmbeddedPostgres({ dataDir });
    keep(dataDir, () => postgres.stop());
    const way = keep(await startTcpProxy(postgres.port), (one) => one.stop());
    const mailbox = keep(await startEmbeddedMailbox(), (one) => one.stop());
    const databaseUrl = Object.assign(new URL(postgres.url), { port: String(way.port) }).href;
    const desk = await startDesk({ DATABASE_URL: databaseUrl, IMAP_URL: urlOf(mailbox) });
    await mailbox.append(smallMail(1));
    await until(async () => (await countFiled(postgres.url)) === 1);
    await untilReady(desk);

    await killPostmaster(postgres);
    await until(async () => (await look(desk)).status === 503);
    const { checks } = await look(desk);
    expect(checks).toEqual([expect.objectContaining({ name: "database", ok: false })]);
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200);
    await mailbox.append(smallMail(2));
    await mailbox.append(smallMail(3));

    await postgres.stop();
    postgres = await startEmbeddedPostgres({ dataDir });
    way.setTarget(postgres.port);
    await until(async () => (await countFiled(postgres.url)) === 3);
    await untilReady(desk);
    expect((await desk.run(["audit"])).code).toBe(0);
  },
  LIMIT_MS,
);

test(
  "a desk whose own embedded database is killed ends with a sentence, and the next start goes on where it was",
  async () => {
    const dataDir = keep(mkdtempSync(join(tmpdir(), "svartid-killed-own-")), (one) => {
      removeEmbeddedPostgres(one);
      rmSync(one, { recursive: true, force: true });
    });
    const mailbox = keep(await startEmbeddedMailbox(), (one) => one.stop());
    const where = { SVARTID_DATA_DIR: dataDir, IMAP_URL: urlOf(mailbox) };
    const url = () => readFileSync(join(dataDir, URL_FILE), "utf8");
    const first = await startDesk(where);
    await mailbox.append(smallMail(1));
    await until(async () => (await countFiled(url())) === 1);
    const pid = first.pid()!;
    process.kill(await postmasterOf(url()), "SIGKILL");
    await until(() => findProcesses("dist/cli/program.js").every((one) => one.pid !== pid));
    expect(first.log()).toContain("the embedded PostgreSQL has ended: start svartid again");

    await mailbox.append(smallMail(2));
    await startDesk(where);
    await until(async () => (await countFiled(url())) === 2);
  },
  LIMIT_MS,
);

function urlOf({ server }: MailboxServer): string {
  const login = [server.user ?? "", server.password ?? ""].map(encodeURIComponent).join(":");
  return `imap://${login}@${server.host}:${server.port}/INBOX`;
}

async function countFiled(url: string): Promise<number> {
  return Number((await ask(url, "select count(*) as answer from filing")) ?? 0);
}

/** As a crash of the machine's database would: kill -9, so that nothing is said to any client. */
async function killPostmaster(postgres: EmbeddedPostgres): Promise<void> {
  process.kill(await postmasterOf(postgres.url), "SIGKILL");
  await postgres.exited;
}

async function postmasterOf(url: string): Promise<number> {
  const [pid] = String(await ask(url, "select pg_read_file('postmaster.pid') as answer")).split("\n");
  return Number(pid);
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows[0]?.answer;
  } finally {
    await client.end();
  }
}
