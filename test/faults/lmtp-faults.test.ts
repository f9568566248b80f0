import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { createTransport } from "nodemailer";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { dovecot, startDovecot } from "../support/dovecot.ts";
import { eventually } from "../support/eventually.ts";
import { smallMail } from "../support/intake.ts";
import { beginMail, openLmtp } from "../support/lmtp-client.ts";
import { postfix, startPostfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { silentLog } from "../support/silent-log.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const SUPPORT = "support@desk.example";
const LIMIT_MS = 180_000;

interface Stage {
  desk: DeskProcess;
  lmtpPort: number;
  /** Between the desk and its database. */
  databaseProxy: TcpProxy;
  database: Kysely<Schema>;
}

let stage: Stage;
let stops: (() => Promise<unknown>)[];

beforeEach(async () => {
  stops = [];
  stage = await startStage();
}, LIMIT_MS);
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
}, LIMIT_MS);

/** A desk that takes mail by LMTP alone. */
async function startStage(): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-lmtp-"));
  stops.push(async () => rmSync(directory, { recursive: true, force: true }));
  const testDatabase: TestDatabase = await createTestDatabase();
  stops.push(testDatabase.drop);
  const url = new URL(testDatabase.url);
  const databaseProxy = await startTcpProxy(Number(url.port));
  stops.push(databaseProxy.stop);
  url.port = String(databaseProxy.port);
  const [port, lmtpPort] = [await findFreePort(), await findFreePort()];
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: url.href,
    SMTP_URL: "smtp://127.0.0.1:1",
    IMAP_TRUSTED_AUTH_SERVERS: "mx.desk.example",
    LMTP_LISTEN: `127.0.0.1:${lmtpPort}`,
    SVARTID_DESK: join(process.cwd(), "config/desk.yaml"),
    SVARTID_SECRET: "a secret of the test that is long enough to sign with",
    HTTP_PORT: String(port),
    LOG_LEVEL: "warn",
  };
  const program = join(process.cwd(), "dist/cli/program.js");
  const logFile = join(directory, "desk.log");
  const desk = createDeskProcess({ program, environment, url: `http://127.0.0.1:${port}`, logFile });
  stops.push(desk.stop);
  const database = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 2 });
  stops.push(() => database.destroy());
  await desk.start();
  await eventually("the desk listens", async () => (await said(desk.url, "lmtp")) === true);
  return { desk, lmtpPort, databaseProxy, database };
}

async function said(url: string, name: string): Promise<boolean | undefined> {
  const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: { name: string; ok: boolean }[] };
  return checks.find((check) => check.name === name)?.ok;
}

async function counts() {
  const result = await sql<{ emails: number; sightings: number; filings: number; waiting: number }>`select
    (select count(*)::int from inbound_email) as emails,
    (select count(*)::int from sighting) as sightings,
    (select count(*)::int from filing) as filings,
    (select count(*)::int from inbound_email where state = 'accepted') as waiting`.execute(stage.database);
  const [row] = result.rows;
  if (!row) throw new Error("no counts");
  return row;
}

async function handOver(port: number, mail: Buffer): Promise<string> {
  const client = await openLmtp({ port });
  await beginMail(client, [SUPPORT]);
  await client.say("DATA");
  const answer = await client.say(`${mail.toString("latin1")}.`);
  client.cut();
  return answer;
}

test(
  "a desk killed between its commit and its 250 gets the mail again, and has it once",
  async () => {
    const { desk, lmtpPort } = stage;
    const proxy = await startTcpProxy(lmtpPort);
    stops.push(proxy.stop);
    proxy.setFaults({ rewrite: (reply) => (reply.startsWith("250 2.0.0") ? "" : reply) });
    for (const number of [1, 2, 3]) {
      const unanswered = handOver(proxy.port, smallMail(number)).catch(() => "no answer");
      await eventually("the commit", async () => (await counts()).emails === number);
      await desk.kill();
      expect(await unanswered).toBe("no answer");
      await desk.start();
      await eventually("the desk listens again", () =>
        handOver(lmtpPort, smallMail(number)).then(isTaken, () => false),
      );
    }
    await eventually("everything filed", async () => (await counts()).waiting === 0);
    expect(await counts()).toEqual({ emails: 3, sightings: 3, filings: 3, waiting: 0 });
    const check = await desk.run(["check"]);
    expect(check.output).toMatch(/lmtp: Mail is taken at 127\.0\.0\.1:/);
  },
  LIMIT_MS,
);

function isTaken(answer: string): boolean {
  return answer.startsWith("250");
}

test(
  "a sender is proved by the word of a server that is trusted, and by nobody else's",
  async () => {
    const proof = (server: string) => `Authentication-Results: ${server}; dmarc=pass header.from=north.example\r\n`;
    for (const [index, stamps] of [
      proof("mx.desk.example"),
      proof("mx.evil.example"),
      `${proof("mx.evil.example")}${proof("mx.evil.example")}`,
      "",
    ].entries()) {
      const mail = Buffer.concat([Buffer.from(stamps), smallMail(index)]);
      expect(await handOver(stage.lmtpPort, mail)).toMatch(/^250/);
    }
    await eventually("everything filed", async () => (await counts()).filings === 4);
    const rows = await stage.database
      .selectFrom("message")
      .select("authentic")
      .where("direction", "=", "inbound")
      .orderBy("id")
      .execute();
    expect(rows.map((row) => row.authentic)).toEqual([true, false, false, false]);
  },
  LIMIT_MS,
);

testOn(postfix, dovecot)(
  "Postfix hands mail over by transport_maps, keeps it while the database is away, and bounces what is for nobody",
  async () => {
    const { lmtpPort, databaseProxy } = stage;
    const imap = await startDovecot([{ address: SUPPORT, password: "secret" }, CUSTOMER]);
    stops.push(imap.stop);
    const transports = { "desk.example": `lmtp:inet:127.0.0.1:${lmtpPort}` };
    const server = await startPostfix({ authservId: "mx.desk.example", dovecot: imap, transports });
    stops.push(server.stop);
    const transport = createTransport(server.smtpUrlFor(CUSTOMER.address));
    const send = (number: number, to = SUPPORT) =>
      transport.sendMail({ envelope: { from: CUSTOMER.address, to }, raw: smallMail(number) });
    await send(1);
    await eventually("the first mail filed", async () => (await counts()).filings === 1);
    await databaseProxy.pause();
    await send(2);
    await eventually("Postfix was told to wait", () => /451 4\.3\.0/.test(server.log()));
    await databaseProxy.resume();
    await eventually("the second mail filed", async () => (await counts()).filings === 2);
    await send(3, "support+unsigned@desk.example");
    await eventually("a refusal of the unsigned address", () => /550 5\.1\.1/.test(server.log()));
    await send(4);
    await eventually("the last mail filed", async () => (await counts()).filings === 3);
    expect(await counts()).toEqual({ emails: 3, sightings: 3, filings: 3, waiting: 0 });
    transport.close();
  },
  LIMIT_MS,
);

const CUSTOMER = { address: "customer@north.example", password: "secret of the customer" };
