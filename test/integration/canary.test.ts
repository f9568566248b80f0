import { afterEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createTransport } from "nodemailer";
import { type MailSystem, startMailSystem } from "../../src/adapters/embedded/start-mail-system.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import { audit } from "../../src/usecases/audit.ts";
import { abandonCanaries } from "../../src/usecases/canary/send-canaries.ts";
import { checkReadiness } from "../../src/usecases/check-readiness.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { wireAudit } from "../../src/wire-audit.ts";
import { wireReadiness } from "../../src/wire-readiness.ts";
import { type CanaryDesk, openCanaryDesk } from "../support/canary-desk.ts";
import { dovecot, startDovecot } from "../support/dovecot.ts";
import { eventually } from "../support/eventually.ts";
import { postfix, startPostfix } from "../support/postfix.ts";
import { readInbox } from "../support/read-inbox.ts";
import { readMail } from "../support/read-mail.ts";
import { testOn } from "../support/real-server.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";

const SUPPORT = "support@desk.example";
const SALES = "sales@desk.example";
const METTE = "mette@north.example";
const PASSWORD = "a password of the tests";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0).reverse()) await stop();
});
const started = <T>(what: T, stop: (what: T) => Promise<void>): T => {
  undo.push(() => stop(what));
  return what;
};

async function startMail(): Promise<MailSystem> {
  const mailboxes = [SUPPORT, SALES, METTE].map((address) => ({ address, password: PASSWORD }));
  return started(await startMailSystem({ authservId: "mx.desk.example", mailboxes }), (mail) => mail.stop());
}
const open = async (more: string) => started(await openCanaryDesk(more), (desk) => desk.close());

const box = (name: string, imap: string, smtp: string, more = "") =>
  `  - { name: ${name}, imap: "${imap}?tls=none", smtp: "${smtp}?tls=none", trustedAuthServers: [mx.desk.example]${more} }\n`;
const supportOf = (mail: MailSystem, more = "") =>
  `\nmailboxes:\n${box("support", mail.imapUrlFor(SUPPORT), mail.smtpUrlFor(SUPPORT), more)}`;

const count = async ({ desk }: CanaryDesk, table: string) =>
  (await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(desk.open.database))
    .rows[0]?.count;
const measured = ({ desk }: CanaryDesk) => createMeasureStore(desk.open.database).read();
async function check({ desk }: CanaryDesk, name = "canary of support") {
  const { checks } = await checkReadiness(wireReadiness(desk.open));
  return checks.find((one) => one.name === name);
}
const whole = { arrived: true, sent: true, accepted: true, ticket: true, answer_sent: true, answer_seen: true };
const arrivals = async (desk: CanaryDesk) => (await desk.canaries()).filter(({ arrived }) => arrived).length;

async function promiseWholeWay(canaries: CanaryDesk, inbox: () => Promise<Buffer[]>): Promise<void> {
  await canaries.until("the first canary is back", async () => (await arrivals(canaries)) === 1);
  expect(await canaries.canaries()).toEqual([{ mailbox: "support", ...whole }]);
  expect(await check(canaries)).toMatchObject({ ok: true, detail: "Mail of support goes the whole way." });
  await canaries.pass(301);
  await canaries.until("the second one is back", async () => (await arrivals(canaries)) === 2);
  // What the last look of the reader left is taken away at its next one.
  await canaries.until("the mailbox holds only the last answer", async () => (await inbox()).length <= 1);
  await canaries.until("so do the tables", async () => ((await count(canaries, "inbound_email")) ?? 9) <= 1);
  const { open: found } = canaries.desk;
  for (const table of ["ticket", "message", "requester", "sla_clock", "webhook_delivery", "ticket_event", "outbox"]) {
    expect([table, await count(canaries, table)]).toEqual([table, 0]);
  }
  expect(await found.unitOfWork.reading.outbox.list({ limit: 10 })).toEqual([]);
  const measures = await measured(canaries);
  expect([measures.tickets.new, measures.tickets.waiting, measures.outbox.sent, measures.alerts]).toEqual([0, 0, 0, 0]);
  // Also where one lies there still, and after others were taken away.
  expect(Object.values({ ...measures.inbound, ...measures.filings }).filter((count) => count !== 0)).toEqual([]);
  for (const leg of ["sent", "accepted", "ticket", "answer-sent", "answer-seen", "whole"] as const) {
    expect([leg, measures.canaryLegs[leg]?.counts.reduce((sum, one) => sum + one, 0)]).toEqual([leg, 2]);
  }
  const report = await audit(await wireAudit(found, { heal: false }));
  expect(report.unaccounted).toBe(0);
}

test("a canary goes out, comes in, becomes a ticket that nobody ever sees, is answered, and nothing of it stays", async () => {
  const mail = await startMail();
  const canaries = await open(`${supportOf(mail)}canary: {}\n`);
  await promiseWholeWay(canaries, async () =>
    mail
      .mailboxOf(SUPPORT)
      .list()
      .map(({ bytes }) => bytes),
  );
}, 120_000);

testOn(dovecot, postfix)(
  "so it does through Postfix and Dovecot",
  async () => {
    const imap = started(await startDovecot([{ address: SUPPORT, password: PASSWORD }]), (one) => one.stop());
    const smtp = started(await startPostfix({ authservId: "mx.desk.example", dovecot: imap }), (one) => one.stop());
    const boxes = box("support", imap.imapUrlFor(SUPPORT), smtp.smtpUrlFor(SUPPORT));
    const canaries = await open(`\nmailboxes:\n${boxes}canary: {}\n`);
    await promiseWholeWay(canaries, () => readInbox(imap.imapUrlFor(SUPPORT)));
  },
  120_000,
);

test("where no server takes it, that is what is red, and not one of all that were missed leaves when one does again", async () => {
  const mail = await startMail();
  const proxy = started(await startTcpProxy(Number(new URL(mail.smtpUrlFor(SUPPORT)).port)), (one) => one.stop());
  const smtp = mail.smtpUrlFor(SUPPORT).replace(/:\d+$/, `:${proxy.port}`);
  const canaries = await open(`\nmailboxes:\n${box("support", mail.imapUrlFor(SUPPORT), smtp)}canary: {}\n`);
  await proxy.pause();
  for (let hour = 0; hour < 24; hour++) {
    await canaries.work();
    await canaries.pass(150);
  }
  const missed = await canaries.canaries();
  expect(missed.length).toBeGreaterThan(5);
  expect(missed.every(({ sent, arrived }) => !sent && arrived !== true)).toBe(true);
  expect(await check(canaries)).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/^A canary of support did not leave: no server took it/),
    mend: expect.stringMatching(/svartid check/),
    danish: { detail: expect.stringMatching(/^En prøvemail fra support kom ikke af sted/) },
  });
  await proxy.resume();
  const before = missed.length;
  await canaries.pass(3_600);
  await canaries.until("one is back", async () => (await arrivals(canaries)) === 1);
  expect((await canaries.canaries()).length).toBeLessThanOrEqual(before + 1);
  expect(mail.mailboxOf(SUPPORT).list().length).toBeLessThanOrEqual(2);
  expect(await check(canaries)).toMatchObject({ ok: true });
}, 120_000);

test("one that leaves and never comes in is another reason, and arrives late without an answer", async () => {
  const mail = await startMail();
  // The rule of a mail server that puts the desk's mail into another mailbox.
  const canaries = await open(`${supportOf(mail)}canary: { addresses: { support: ${SALES} } }\n`);
  await canaries.until("it lies elsewhere", () => mail.mailboxOf(SALES).list().length === 1);
  await canaries.pass(121);
  await canaries.work();
  expect(await canaries.canaries()).toMatchObject([{ arrived: false, sent: true, accepted: false }]);
  expect(await check(canaries)).toMatchObject({
    ok: false,
    detail: "A canary left, and was never seen in support: mail to the desk may be lost on its way.",
    mend: expect.stringMatching(/spam folder/),
  });
  mail.mailboxOf(SUPPORT).append(mail.mailboxOf(SALES).list()[0]!.bytes);
  await canaries.until("it came in late", async () => (await canaries.canaries())[0]?.ticket === true);
  expect(await count(canaries, "outbox")).toBe(0);
  expect(await count(canaries, "ticket")).toBe(0);
  expect(await check(canaries)).toMatchObject({ ok: false });
}, 120_000);

test("one that comes in while nobody files is told as such", async () => {
  const mail = await startMail();
  const canaries = await open(`${supportOf(mail)}canary: {}\n`);
  await eventually("it is accepted", async () => {
    await canaries.work({ files: false });
    return (await count(canaries, "inbound_email")) === 1;
  });
  await canaries.pass(121);
  expect(await check(canaries)).toMatchObject({ ok: false, detail: expect.stringMatching(/no ticket was made of it/) });
}, 120_000);

test("nobody hides a mail by imitating a canary, and a copy of one does nothing", async () => {
  const mail = await startMail();
  const canaries = await open(`${supportOf(mail)}canary: {}\n`);
  await canaries.until("a canary has left", () => mail.mailboxOf(SUPPORT).list().length >= 1);
  const real = mail.mailboxOf(SUPPORT).list()[0]!.bytes.toString("latin1");
  const header = `X-Svartid-Id: ${/^X-Svartid-Id:\s+(\S+)/im.exec(real)?.[1] ?? ""}`;
  expect(header).toMatch(/^X-Svartid-Id: \S+/);
  await canaries.until("it is back", async () => (await arrivals(canaries)) === 1);
  const before = await canaries.canaries();

  // The very mail again, as a server that delivers twice would, and as somebody would who kept it.
  mail
    .mailboxOf(SUPPORT)
    .append(Buffer.from(`Received: by mx.desk.example; Fri, 22 May 2026 14:05:00 +0200\r\n${real}`, "latin1"));
  // The real header on a mail of a customer; and one with a header that the desk never wrote.
  const transport = createTransport(mail.smtpUrlFor(METTE));
  const invented = header.replace(/.$/, (last) => (last === "a" ? "b" : "a"));
  for (const [subject, line] of [
    ["stolen", header],
    ["invented", invented],
  ] as const) {
    const raw = `From: ${METTE}\r\nTo: ${SUPPORT}\r\nSubject: ${subject}\r\n${line}\r\nMessage-ID: <${subject}@north.example>\r\n\r\nHello.\r\n`;
    await transport.sendMail({ envelope: { from: METTE, to: SUPPORT }, raw });
  }
  transport.close();
  await canaries.until("all three are filed", async () => {
    const rows = await sql<{
      subject: string;
    }>`select subject from inbound_email where state = 'filed' and subject in ('stolen', 'invented')`.execute(
      canaries.desk.open.database,
    );
    return rows.rows.length === 2;
  });
  expect(await canaries.canaries()).toEqual(before);
  const decisions = await sql<{ subject: string; decision: string; kind: string }>`
    select e.subject, f.decision, f.kind from filing f join inbound_email e on e.id = f.inbound_email_id
    where e.sender_address = ${METTE} order by e.subject`.execute(canaries.desk.open.database);
  // A customer's mail with the desk's own header is a loop, as it always was: in sight, recorded, and not a canary.
  expect(decisions.rows).toEqual([
    { subject: "invented", decision: "ticketed", kind: "person" },
    { subject: "stolen", decision: "recorded", kind: expect.any(String) },
  ]);
  expect(await count(canaries, "canary_mail")).toBeLessThanOrEqual(3);
}, 120_000);

test("its answer goes where answers are to go, and is then only seen to leave", async () => {
  const mail = await startMail();
  const canaries = await open(`${supportOf(mail)}canary: { every: 60s, within: 30s, answerTo: ${SALES} }\n`);
  await canaries.until("it has gone its way", async () => (await arrivals(canaries)) === 1);
  expect(await canaries.canaries()).toEqual([{ mailbox: "support", ...whole, answer_seen: false }]);
  const answers = await Promise.all(
    mail
      .mailboxOf(SALES)
      .list()
      .map(({ bytes }) => readMail(bytes)),
  );
  expect(answers.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Supportens prøvemail: svar \(support, /),
  ]);
}, 120_000);

test("each mailbox has its own, by its own way, and none is moved among the mails of people", async () => {
  const mail = await startMail();
  for (const address of [SUPPORT, SALES]) mail.mailboxOf(address).createFolder("Done");
  const sales = box("sales", mail.imapUrlFor(SALES), mail.smtpUrlFor(SALES), ', after: "move:Done"');
  const boxes = `${supportOf(mail, ', after: "move:Done"')}${sales}`;
  const canaries = await open(`${boxes}canary: { addresses: { sales: ${SALES} } }\n`);
  for (let round = 1; round <= 2; round++) {
    await canaries.until("both are back", async () => (await arrivals(canaries)) === 2 * round);
    await canaries.pass(301);
  }
  const rows = await canaries.canaries();
  expect(rows.map(({ mailbox }) => mailbox).sort()).toEqual(["sales", "sales", "support", "support"]);
  const done = [SUPPORT, SALES].flatMap((address) => mail.mailboxOf(address).list("Done"));
  expect(done).toEqual([]);
}, 120_000);

test("switched off, what was under way is taken away", async () => {
  const mail = await startMail();
  const canaries = await open(`${supportOf(mail)}canary: {}\n`);
  await canaries.work({ sends: false });
  expect(await count(canaries, "outbox")).toBe(1);
  await abandonCanaries(canaries.desk.open);
  expect([await count(canaries, "outbox"), await canaries.canaries()]).toMatchObject([0, [{ arrived: false }]]);
  await fileMailboxes(canaries.desk.open.filing);
}, 120_000);
