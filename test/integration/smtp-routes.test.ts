import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { startSmtpServer } from "../../src/adapters/embedded/start-smtp-server.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { listOutbox } from "../../src/usecases/list-outbox.ts";
import type { EvidenceSource } from "../../src/usecases/ports/evidence-source.ts";
import { tellRouteNews } from "../../src/usecases/routes/tell-route-news.ts";
import type { WayOut } from "../../src/usecases/routes/way-out.ts";
import { seekEvidence } from "../../src/usecases/seek-evidence.ts";
import { type SendOutboxServices, sendOutbox } from "../../src/usecases/send-outbox.ts";
import { openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { decide, type OutboxDesk, openOutboxDesk } from "../support/outbox-desk.ts";
import { startQuotingSmtp } from "../support/quoting-servers.ts";
import { startScriptedSmtp } from "../support/scripted-smtp.ts";
import { silentLog } from "../support/silent-log.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const LOGIN = { user: "desk", password: "a wrong one" };

let testDatabase: TestDatabase;
let first: SmtpSink;
let second: SmtpSink;
let desk: OutboxDesk;
let services: SendOutboxServices;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  [first, second] = [await startSmtpSink(), await startSmtpSink()];
  desk = openOutboxDesk(testDatabase.url, first.port);
  const id = await desk.unitOfWork.reading.mailboxes.ensure("support", "INBOX");
  services = { ...desk.services, waysOut: [wayOut(id, null, first.port, second.port)] };
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await desk.close();
  await Promise.all([first.stop(), second.stop()]);
  await testDatabase.drop();
});

function wayOut(mailboxId: number, login: typeof LOGIN | null, ...ports: number[]): WayOut {
  const routes = ports.map((port, index) => {
    const server = { host: "127.0.0.1", port, security: "none", ...((index === 0 ? login : null) ?? NOBODY) } as const;
    const sender = createSmtpSender(server);
    closers.push(() => sender.close());
    return { name: ["first", "second"][index] ?? "third", sender };
  });
  return { mailboxId, mailbox: "support", routes };
}

const NOBODY = { user: null, password: null };

function by(port: number): void {
  services = { ...services, waysOut: [wayOut(services.waysOut[0]?.mailboxId ?? 0, null, port, second.port)] };
}

async function passTime(seconds: number): Promise<void> {
  await sql`update desk_time set "offset" = "offset" + make_interval(secs => ${seconds})`.execute(desk.database);
}

const counts = () => [first.deliveries.length, second.deliveries.length];
const news = () => desk.told.filter((line) => /rests|recovered/.test(line));
const troubled = () => desk.unitOfWork.reading.routes.listTroubled();

test("mail leaves by the first way while it works, and the list says by which", async () => {
  await desk.queue();
  await sendOutbox(services, 10);
  expect(counts()).toEqual([1, 0]);
  expect(await listOutbox(desk.unitOfWork, { limit: 1 })).toMatchObject([{ state: "sent", route: "first" }]);
});

test("a way that nobody runs rests: the same attempt goes by the next, and later mail does not knock again", async () => {
  by(await findFreePort());
  const ids = [await desk.queue(), await desk.queue(), await desk.queue()];
  await sendOutbox(services, 10);
  expect(second.deliveries).toHaveLength(3);
  for (const id of ids) expect(await desk.row(id)).toMatchObject({ state: "sent", attempts: 1 });
  expect(await troubled()).toMatchObject([{ name: "first", trouble: "unreachable", failures: 1 }]);
});

test("after its rest one mail tries the way; when that works people who were told are told, and all mail takes it again", async () => {
  first.fail("connect", { kind: "drop" }, { times: 2 });
  await desk.queue();
  await sendOutbox(services, 10);
  expect(news()).toEqual([]);
  await passTime(60);
  await desk.queue();
  await sendOutbox(services, 10);
  // The first try after the rest failed as well.
  expect(news()).toEqual(["first rests"]);
  expect(await troubled()).toMatchObject([{ failures: 2 }]);
  await passTime(120);
  await desk.queue();
  await sendOutbox(services, 10);
  expect(news()).toEqual(["first rests", "first recovered"]);
  expect(await troubled()).toEqual([]);
  await desk.queue();
  await sendOutbox(services, 10);
  expect(counts()).toEqual([2, 2]);
});

test("only one of many mails tries a way whose rest is over", async () => {
  const stalled = await startScriptedSmtp({ ehlo: { end: "rst" } });
  closers.push(() => stalled.stop());
  by(stalled.port);
  await desk.queue();
  await sendOutbox(services, 10);
  expect(stalled.connections()).toBe(1);
  await passTime(60);
  for (let mail = 0; mail < 12; mail++) await desk.queue();
  await Promise.all([1, 2, 3].map(() => sendOutbox(services, 20)));
  expect(stalled.connections()).toBe(2);
  expect(second.deliveries).toHaveLength(13);
});

test.each(["greeting", "ehlo", "mail", "rcpt", "data"])(
  "421 at %s is about the way: the mail goes by the next",
  async (step) => {
    const closing = await startScriptedSmtp({ [step]: { say: "421 4.3.2 closing\r\n", end: "fin" } });
    closers.push(() => closing.stop());
    by(closing.port);
    const id = await desk.queue();
    await sendOutbox(services, 10);
    expect(second.deliveries).toHaveLength(1);
    expect(await desk.row(id)).toMatchObject({ state: "sent", attempts: 1 });
    expect(await troubled()).toMatchObject([{ trouble: "closing", why: "421 4.3.2 closing" }]);
  },
);

test("421 to a whole mail is a no to it and to the way: it comes back by the next", async () => {
  first.fail("body", { kind: "refuse", code: 421, text: "4.3.2 closing" });
  const id = await desk.queue();
  await sendOutbox(services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "deferred" });
  await passTime(20);
  await sql`update outbox set next_at = desk_now()`.execute(desk.database);
  await sendOutbox(services, 10);
  expect(counts()).toEqual([0, 1]);
});

test("what a server says of one mail closes no way", async () => {
  first.fail("recipient", { kind: "refuse", code: 451, text: "4.7.1 greylisted" });
  const id = await desk.queue();
  await sendOutbox(services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "deferred" });
  expect(counts()).toEqual([0, 0]);
  expect(await troubled()).toEqual([]);
});

test("a mail at whose text the server breaks off goes by the next way, and closes none", async () => {
  const broken = await startScriptedSmtp({ midData: { afterBytes: 100, end: "rst" } });
  closers.push(() => broken.stop());
  by(broken.port);
  const id = await desk.queue();
  await sendOutbox(services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "sent" });
  expect(second.deliveries).toHaveLength(1);
  expect(await troubled()).toEqual([]);
});

test("a login that is refused is tried at most six times in any hour, whoever sends, and people are told once", async () => {
  const tries: number[] = [];
  let seconds = 0;
  const locked = await startSmtpServer({
    authenticate: () => {
      tries.push(seconds);
      return false;
    },
    deliver: () => undefined,
  });
  closers.push(() => locked.stop());
  const way = (port: number) => wayOut(services.waysOut[0]?.mailboxId ?? 0, LOGIN, port, second.port);
  // Two processes, each with its own connections.
  const processes = [way(locked.port), way(locked.port)].map((waysOut) => ({ ...services, waysOut: [waysOut] }));
  for (; seconds < 7200; seconds += 60) {
    for (let mail = 0; mail < 3; mail++) await desk.queue();
    for (const one of processes) await Promise.all([1, 2].map(() => sendOutbox(one, 5)));
    await passTime(60);
  }
  expect(tries.length).toBeGreaterThan(8);
  for (const at of tries) expect(tries.filter((it) => it >= at && it < at + 3600).length).toBeLessThanOrEqual(6);
  expect(second.deliveries).toHaveLength(360);
  expect(news()[0]).toBe("first rests");
  expect(news().length).toBeLessThanOrEqual(2);
}, 120_000);

test("a mail that the first way may have taken never goes by another before a look for evidence or a person's word", async () => {
  first.fail("answer", { kind: "drop" });
  const id = await desk.queue();
  await sendOutbox(services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "uncertain", boundRoute: "first" });
  // A lost answer rests the way as well: other mail takes the second.
  await desk.queue();
  await sendOutbox(services, 10);
  expect(counts()).toEqual([1, 1]);
  by(await findFreePort());
  for (let round = 0; round < 5; round++) {
    await passTime(400);
    await sendOutbox(services, 10);
  }
  expect(await desk.row(id)).toMatchObject({ state: "deferred", boundRoute: "first" });
  expect(second.deliveries).toHaveLength(1);
  await decide(services, id, "resend");
  await sendOutbox(services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "sent" });
  expect(second.deliveries).toHaveLength(2);
});

test("a look that found no copy, when one should have come by then, sets the mail free", async () => {
  first.fail("answer", { kind: "drop" });
  const id = await desk.queue();
  await sendOutbox(services, 10);
  const source: EvidenceSource = { name: "journal", find: async () => new Map() };
  await seekEvidence({ ...services, source });
  expect(await desk.row(id)).toMatchObject({ boundRoute: "first" });
  await passTime(4 * 60 + 1);
  await expect(
    seekEvidence({ ...services, source: { ...source, find: () => Promise.reject(new Error("down")) } }),
  ).rejects.toThrow();
  expect(await desk.row(id)).toMatchObject({ boundRoute: "first" });
  await seekEvidence({ ...services, source });
  expect(await desk.row(id)).toMatchObject({ boundRoute: null });
  by(await findFreePort());
  await passTime(60);
  await sendOutbox(services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "sent", ambiguousResends: 1 });
  expect(second.deliveries).toHaveLength(1);
});

test.each([
  ["settles it where a copy is there", true, 400],
  ["sets it free where none is", false, 400],
  ["sets it free hours later as well", false, 3 * 3600],
])(
  "of a mail that waits for the way that may have it, a late look into the journal %s",
  async (_, isThere, seconds) => {
    first.fail("answer", { kind: "drop" });
    const id = await desk.queue();
    await sendOutbox(services, 10);
    // Nobody could look before the wait was over.
    by(await findFreePort());
    await passTime(seconds);
    await sendOutbox(services, 10);
    expect(await desk.row(id)).toMatchObject({ state: "deferred", boundRoute: "first" });
    const { messageId } = await desk.row(id);
    const copies = new Map(isThere ? [[messageId, await desk.unitOfWork.reading.now()]] : []);
    await seekEvidence({ ...services, source: { name: "journal", find: async () => copies } });
    await passTime(400);
    await sendOutbox(services, 10);
    expect(await desk.row(id)).toMatchObject({ state: "sent" });
    expect(second.deliveries).toHaveLength(isThere ? 0 : 1);
  },
);

test("while every way of a mailbox rests its mail is not touched, and another mailbox and alerts go on", async () => {
  const other = await desk.unitOfWork.reading.mailboxes.ensure("sales", "INBOX");
  const own = services.waysOut[0]?.mailboxId ?? 0;
  services = { ...services, waysOut: [wayOut(own, null, await findFreePort()), wayOut(other, null, second.port)] };
  const waiting = [await desk.queue({ mailboxId: own }), await desk.queue({ mailboxId: own })];
  await sendOutbox(services, 10);
  await sendOutbox(services, 10);
  expect(await desk.row(waiting[1] ?? 0)).toMatchObject({ state: "queued", attempts: 0 });
  const going = [await desk.queue({ mailboxId: other }), await desk.queue({ mailboxId: null })];
  await sendOutbox(services, 10);
  for (const id of going) expect((await desk.row(id)).state).toBe("sent");
});

test("news that cannot be told leaves the way at rest, and is told with the next try", async () => {
  by(await findFreePort());
  const onRouteNews = () => Promise.reject(new Error("a fault"));
  for (let round = 0; round < 2; round++) {
    await desk.queue();
    await sendOutbox({ ...services, onRouteNews }, 10);
    await passTime(120);
  }
  expect(await troubled()).toMatchObject([{ failures: 2 }]);
  expect(second.deliveries).toHaveLength(2);
  await desk.queue();
  await sendOutbox(services, 10);
  expect(news()).toEqual(["first rests"]);
});

test("whoever saw a way work ends its rest, and the next mail takes it", async () => {
  first.fail("connect", { kind: "drop" });
  await desk.queue();
  await sendOutbox(services, 10);
  const mailboxId = services.waysOut[0]?.mailboxId ?? 0;
  expect((await createMeasureStore(desk.database).read()).routes).toEqual([
    { mailbox: "support", name: "first", failures: 1 },
  ]);
  await desk.unitOfWork.reading.routes.endRest({ mailboxId, name: "first" });
  await desk.queue();
  await sendOutbox(services, 10);
  expect(counts()).toEqual([1, 1]);
  expect((await createMeasureStore(desk.database).read()).routes).toMatchObject([{ failures: 0 }]);
});

test("a token that the server refuses is told as that, with the server's words", async () => {
  const smtp = await startQuotingSmtp();
  closers.push(() => smtp.stop());
  const server = { host: "127.0.0.1", port: smtp.port, security: "none", user: "desk", password: null } as const;
  const tokens = { get: async () => "a token of the tests", refused: async () => false };
  const sender = createSmtpSender(server, { tokens });
  closers.push(() => sender.close());
  const id = services.waysOut[0]?.mailboxId ?? 0;
  services = { ...services, waysOut: [{ mailboxId: id, mailbox: "support", routes: [{ name: "first", sender }] }] };
  await desk.queue();
  await sendOutbox(services, 10);
  expect(await troubled()).toMatchObject([{ trouble: "token-refused", why: expect.stringMatching(/^535 5\.7\.8 /) }]);
  await expect(sender.check()).rejects.toMatchObject({
    code: "token-revoked",
    message: expect.stringMatching(/refused the access token: .* give the consent anew/),
  });
});

test("operations get a mail about a way that rests, in which stands what its server said", async () => {
  const mailer = await openClockDesk(testDatabase.url);
  closers.push(() => mailer.close());
  const about = { mailbox: "support", route: "mail.example:465", why: "535 5.7.8 no" };
  const tell = (isOfToken: boolean) =>
    desk.unitOfWork.transaction((stores) =>
      tellRouteNews(
        stores,
        { desk: mailer.context.desk, mail: mailer.deps.mail, log: silentLog },
        { ...about, kind: "rests", isOfToken },
      ),
    );
  await tell(false);
  const [queued] = await listOutbox(desk.unitOfWork, { limit: 1 });
  expect(queued).toMatchObject({ class: "alert", ticket: null, recipients: [{ address: "ops@desk.example" }] });
  const text = Buffer.from((await desk.row(queued!.id)).bytes).toString();
  expect(text).toContain("mail.example:465");
  expect(text).toContain("535 5.7.8 no");
  expect(text).not.toMatch(/refresh\s+token/);
  await tell(true);
  const [ofToken] = await listOutbox(desk.unitOfWork, { limit: 1 });
  expect(Buffer.from((await desk.row(ofToken!.id)).bytes).toString()).toMatch(/refresh\s+token/);
});
