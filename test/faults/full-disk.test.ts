import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { sql } from "kysely";
import { createMailParser } from "../../src/adapters/mime/mail-parser-pool.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { startIntake } from "../../src/start-intake.ts";
import { audit } from "../../src/usecases/audit.ts";
import { checkReadiness } from "../../src/usecases/check-readiness.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { MailParser } from "../../src/usecases/ports/mail-parser.ts";
import { wireAudit } from "../../src/wire-audit.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import { wireReadiness } from "../../src/wire-readiness.ts";
import { wireStorageWatch } from "../../src/wire-troubles.ts";
import { wireWebhooks } from "../../src/wire-webhooks.ts";
import { openDesk } from "../../src/wiring.ts";
import { createTestDatabase } from "../support/database.ts";
import { dovecot } from "../support/dovecot.ts";
import { startDovecotMailbox } from "../support/dovecot-mailbox.ts";
import { eventually } from "../support/eventually.ts";
import { readMail } from "../support/read-mail.ts";
import { testOn } from "../support/real-server.ts";
import { silentLog } from "../support/silent-log.ts";
import { smallDisk, startSmallDisk } from "../support/small-disk.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { testDesk } from "../support/test-desk.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

const WORKER = new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`);
const MAILS = 12;
// So large that no page of a table has room for it.
const mail = (number: number) =>
  Buffer.from(
    `From: mette@north.example\r\nTo: support@desk.example\r\nSubject: Fault ${number}\r\nMessage-ID: <full-${number}@north.example>\r\n\r\n${`${number} `.repeat(60_000)}\r\n`,
  );

/** On a database of its own, that nobody else is connected to. */
function openDeskOn(databaseUrl: string, dataDirectory: string, desk: Desk, parser: MailParser) {
  const config = {
    databaseUrl,
    redisUrl: null,
    deskFile: "test",
    secrets: ["a secret for the test, long enough to sign with"],
    publicUrl: "http://127.0.0.1:0",
    dataDirectory,
    http: { host: "127.0.0.1", port: 0, trustedProxies: [] },
    lmtp: null,
    log: { level: "silent", pretty: false },
    tracing: null,
    environment: {},
  } as const;
  const deskHash = createHash("sha256").update(JSON.stringify(desk)).digest("hex");
  return openDesk({ config, desk, deskHash, warnings: [] }, { log: silentLog, movedTime: true, parser });
}

testOn(dovecot, smallDisk)(
  "a full disk of the database is red with what to do, told past the database by webhook and mail, once, as its end is, and no mail is lost",
  async () => {
    const [mailbox, sink, receiver] = [
      await startDovecotMailbox(),
      await startSmtpSink(),
      await startWebhookReceiver(),
    ];
    const { port, user, password } = mailbox.server;
    const login = `${encodeURIComponent(user ?? "")}:${encodeURIComponent(password ?? "")}`;
    const database = await createTestDatabase();
    const disk = await startSmallDisk(database.url);
    const dataDirectory = mkdtempSync(join(tmpdir(), "svartid-disk-"));
    const parser = createMailParser({ workerUrl: WORKER });
    const open = await openDeskOn(
      database.url,
      dataDirectory,
      testDesk(`
mailboxes:
  - { name: support, imap: "imap://${login}@127.0.0.1:${port}/INBOX?tls=none", smtp: "${sink.url}?tls=none" }
webhooks:
  - { name: pager, url: "${receiver.url}/pager", allowPrivate: true }
`),
      parser,
    );
    const outbox = wireOutbox(open);
    const watch = wireStorageWatch(open, { waysOut: outbox.services.waysOut, senders: wireWebhooks(open).senders });
    let now = Date.UTC(2026, 10, 29, 12);
    const pass = async (seconds: number) => {
      for (let left = seconds; left > 0; left -= 30) {
        now += 30_000;
        await watch(instant(now) as Instant);
      }
    };
    const told = async () => [
      (await Promise.all(sink.deliveries.map(({ bytes }) => readMail(bytes)))).map(({ subject }) => subject),
      receiver.posts.map(({ body }) => JSON.parse(body).type),
    ];
    // Each look of its own, so that it tries the disk itself.
    const storage = async () => {
      const { ok, checks } = await checkReadiness(wireReadiness(open));
      return { isReady: ok, ...checks.find(({ name }) => name === "storage") };
    };
    const accepted = async () => (await createMeasureStore(open.database).read()).inbound;
    const intake = startIntake(open, () => undefined);
    try {
      await mailbox.append(mail(0));
      await eventually("the first mail is in", async () => (await accepted()).accepted === 1);
      await pass(60);
      expect(await storage()).toMatchObject({ ok: true });
      disk.fill();
      for (let number = 1; number <= MAILS; number++) await mailbox.append(mail(number));
      expect(await storage()).toMatchObject({
        isReady: false,
        ok: false,
        detail: "The disk of the database is full: nothing can be stored.",
        mend: expect.stringMatching(/^Make room where PostgreSQL keeps its data/),
        danish: { detail: "Databasens disk er fuld: intet kan gemmes." },
      });
      await pass(150);
      expect(await told()).toEqual([[], []]);
      await pass(600);
      const subject = "Databasen gemmer intet";
      expect(await told()).toEqual([[subject], ["desk.trouble"]]);
      expect(await readMail(sink.deliveries[0]!.bytes)).toMatchObject({
        to: [{ address: "ops@desk.example" }],
        text: expect.stringMatching(/Databasens disk er fuld: intet kan gemmes\.[\s\S]*Skaf plads/),
      });
      expect(JSON.parse(receiver.posts[0]!.body).data).toMatchObject({
        check: "storage",
        kind: "storage",
        mailbox: null,
      });
      expect((await accepted()).accepted).toBe(1);

      disk.makeRoom();
      await pass(270);
      expect(await told()).toEqual([[subject], ["desk.trouble"]]);
      await pass(90);
      expect(await told()).toEqual([
        [subject, `Virker igen: ${subject}`],
        ["desk.trouble", "desk.recovered"],
      ]);
      await eventually("all mails are in", async () => (await accepted()).accepted === MAILS + 1);
      await fileMailboxes(open.filing);
      const tickets = await sql<{ subjects: number; all: number }>`
        select count(distinct subject)::int as subjects, count(*)::int as all from ticket`.execute(open.database);
      expect(tickets.rows).toEqual([{ subjects: MAILS + 1, all: MAILS + 1 }]);
      expect((await audit(await wireAudit(open, { heal: false }))).unaccounted).toBe(0);
      expect(await storage()).toMatchObject({ ok: true, detail: "The database stores." });
    } finally {
      await intake.stop();
      await outbox.close();
      disk.makeRoom();
      await open.close();
      await parser.close();
      await disk.drop();
      rmSync(dataDirectory, { recursive: true, force: true });
      await database.drop();
      await Promise.all([mailbox.stop(), sink.stop(), receiver.stop()]);
    }
  },
  240_000,
);
