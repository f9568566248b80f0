import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { instant } from "../../src/domain/time/instant.ts";
import { listOutbox } from "../../src/usecases/list-outbox.ts";
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";
import { repairFailures } from "../../src/usecases/repair-failures.ts";
import { seekEvidence } from "../../src/usecases/seek-evidence.ts";
import { recoverOutbox, sendOutbox } from "../../src/usecases/send-outbox.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { decide, type OutboxDesk, openOutboxDesk } from "../support/outbox-desk.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

let testDatabase: TestDatabase;
let sink: SmtpSink;
let desk: OutboxDesk;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  sink = await startSmtpSink();
  desk = openOutboxDesk(testDatabase.url, sink.port);
});

afterEach(async () => {
  await desk.close();
  await sink.stop();
  await testDatabase.drop();
});

async function passTime(minutes: number): Promise<void> {
  await sql`update desk_time set "offset" = "offset" + make_interval(mins => ${minutes})`.execute(desk.database);
}

test("a queued mail is sent once, byte for byte, and its row says so", async () => {
  const id = await desk.queue();
  expect(await sendOutbox(desk.services, 10)).toBe(1);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  const row = await desk.row(id);
  expect(row).toMatchObject({ state: "sent", phase: "answered", attempts: 1 });
  expect(row.recipients).toMatchObject([{ state: "sent", role: "requester" }]);
  expect(sink.deliveries.map(({ bytes }) => bytes)).toEqual([Buffer.from(row.bytes)]);
  expect(desk.told).toEqual([`reply ${id} sent`, "sent reply"]);
});

test("a held mail waits for its instant", async () => {
  const now = await desk.unitOfWork.reading.now();
  const id = await desk.queue({ notBefore: instant(now + 20_000) });
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  expect((await desk.row(id)).state).toBe("held");
  await passTime(1);
  expect(await sendOutbox(desk.services, 10)).toBe(1);
  expect((await desk.row(id)).state).toBe("sent");
});

test("a deferred mail comes back with the same bytes after its pause, and the promise is met only when it is taken", async () => {
  const id = await desk.queue();
  sink.fail("body", { kind: "refuse", code: 451, text: "4.3.0 later" });
  await sendOutbox(desk.services, 10);
  expect(await desk.row(id)).toMatchObject({
    state: "deferred",
    recipients: [{ state: "deferred", reply: "451 4.3.0 later" }],
  });
  expect(desk.told).toEqual(["deferred reply"]);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  await passTime(2);
  await sendOutbox(desk.services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "sent", attempts: 2 });
  expect(desk.told).toContain(`reply ${id} sent`);
  expect(sink.deliveries).toHaveLength(1);
});

test("a refused mail has failed at once and somebody is told", async () => {
  const id = await desk.queue();
  sink.fail("recipient", { kind: "refuse", code: 550, text: "5.1.1 no such user" });
  await sendOutbox(desk.services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "failed", recipients: [{ state: "failed" }] });
  expect(desk.told).toEqual([`failed ${id} kirsten@north.example`, "failed reply"]);
  await passTime(60 * 24);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
});

test("recipients go their own ways: the refused is told, the deferred is tried again alone", async () => {
  const recipients = (["a", "b", "c"] as const).map((name) => ({
    address: `${name}@x.example`,
    role: "participant" as const,
  }));
  const id = await desk.queue({ recipients });
  sink.fail("recipient", { kind: "refuse", code: 550, text: "5.1.1 no" }, { subject: "a@x.example" });
  sink.fail("recipient", { kind: "refuse", code: 450, text: "4.2.0 later" }, { subject: "b@x.example" });
  await sendOutbox(desk.services, 10);
  await passTime(2);
  await sendOutbox(desk.services, 10);
  expect(sink.deliveries.map((delivery) => delivery.recipients)).toEqual([["c@x.example"], ["b@x.example"]]);
  expect((await desk.row(id)).recipients.map(({ state }) => state)).toEqual(["failed", "sent", "sent"]);
  expect(desk.told.filter((line) => line.startsWith("failed "))).toEqual([`failed ${id} a@x.example`]);
});

test("an unanswered reply is sent again after the wait with the same bytes, and counted", async () => {
  const id = await desk.queue();
  sink.fail("answer", { kind: "drop" });
  await sendOutbox(desk.services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "uncertain", phase: "commit_pending" });
  await passTime(4);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  await passTime(2);
  await sendOutbox(desk.services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "sent", ambiguousResends: 1 });
  const [first, second] = sink.deliveries;
  expect(first!.bytes.equals(second!.bytes)).toBe(true);
  expect(desk.told).toContain("ambiguous-resend reply");
});

test("an unanswered acknowledgement is not sent again", async () => {
  const id = await desk.queue({ class: "acknowledgement", envelopeFrom: "" });
  sink.fail("answer", { kind: "drop" });
  await sendOutbox(desk.services, 10);
  await passTime(60 * 24 * 10);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  expect((await desk.row(id)).state).toBe("uncertain");
  expect(sink.deliveries).toHaveLength(1);
});

test("a sender that died before the final dot could leave is made good at once", async () => {
  const id = await desk.queue({ class: "acknowledgement" });
  await desk.unitOfWork.reading.outbox.claim(60);
  expect(await recoverOutbox(desk.services, 10)).toBe(0);
  await passTime(2);
  expect(await recoverOutbox(desk.services, 10)).toBe(1);
  expect((await desk.row(id)).state).toBe("deferred");
  await sendOutbox(desk.services, 10);
  expect((await desk.row(id)).state).toBe("sent");
});

test("a sender that died with the final dot allowed leaves it unknown", async () => {
  const id = await desk.queue({ class: "acknowledgement" });
  const claimed = await desk.unitOfWork.reading.outbox.claim(60);
  await desk.unitOfWork.reading.outbox.recordCommitPending(id, claimed!.epoch, []);
  await passTime(2);
  await recoverOutbox(desk.services, 10);
  expect(await desk.row(id)).toMatchObject({ state: "uncertain" });
  await passTime(60);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
});

test("a sender that slept through its lease lets nothing leave and writes nothing", async () => {
  const id = await desk.queue();
  const { outbox } = desk.unitOfWork.reading;
  const slept = await outbox.claim(60);
  await passTime(2);
  expect(await outbox.recordCommitPending(id, slept!.epoch, [])).toBe(false);
  await recoverOutbox(desk.services, 10);
  await sendOutbox(desk.services, 10);
  const outcome = { state: "failed" as const, recipients: [], nextAt: null, lastError: null, sentAt: null };
  expect(await outbox.recordOutcome(id, slept!.epoch, outcome)).toBe(false);
  expect(await outbox.renewLease(id, slept!.epoch, 60)).toBe(false);
  expect((await desk.row(id)).state).toBe("sent");
  expect(sink.deliveries).toHaveLength(1);
});

test("a sender that stood still after the final dot still writes down the answer it gets, and the mail is not sent again", async () => {
  const id = await desk.queue();
  const slow: MailSender = {
    ...desk.sender,
    async send(request, onCommitPending) {
      const result = await desk.sender.send(request, onCommitPending);
      await passTime(2);
      await recoverOutbox(desk.services, 10);
      expect((await desk.row(id)).state).toBe("uncertain");
      return result;
    },
  };
  const waysOut = [{ mailboxId: 0, mailbox: "support", routes: [{ name: "first", sender: slow }] }];
  await sendOutbox({ ...desk.services, waysOut }, 1);
  expect((await desk.row(id)).state).toBe("sent");
  await passTime(60);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  expect(sink.deliveries).toHaveLength(1);
  expect(desk.told.filter((line) => line === `reply ${id} sent`)).toHaveLength(1);
});

test("mails that were left behind are settled although what follows from one fails, and that stays owed", async () => {
  const { outbox } = desk.unitOfWork.reading;
  const ids = [await desk.queue({ class: "acknowledgement" }), await desk.queue({ class: "acknowledgement" })];
  for (let mail = 0; mail < 2; mail++) {
    const claimed = await outbox.claim(60);
    await outbox.recordCommitPending(claimed!.id, claimed!.epoch, []);
  }
  await passTime(2);
  const onFailed: typeof desk.services.onFailed = (stores, mail, failed) =>
    mail.id === ids[0] ? Promise.reject(new Error("a fault")) : desk.services.onFailed(stores, mail, failed);
  await recoverOutbox({ ...desk.services, onFailed }, 10);
  for (const id of ids) expect((await desk.row(id)).state).toBe("uncertain");
  expect(await repairFailures(desk.services, 10)).toBe(1);
  expect(desk.told).toContain(`failed ${ids[0]} kirsten@north.example`);
});

test("what follows from evidence may fail without keeping the mail, or any other, unsettled", async () => {
  const ids = [await desk.queue(), await desk.queue()];
  sink.fail("answer", { kind: "drop" }, { times: 2 });
  await sendOutbox(desk.services, 2);
  for (const id of ids) expect((await desk.row(id)).state).toBe("uncertain");
  const source = {
    name: "journal",
    find: async (names: readonly string[]) => new Map(names.map((name) => [name, instant(0)])),
  };
  const onReplySent: typeof desk.services.onReplySent = (stores, mail, at) =>
    mail.id === ids[1] ? Promise.reject(new Error("a fault")) : desk.services.onReplySent(stores, mail, at);
  expect(await seekEvidence({ ...desk.services, onReplySent, source })).toBe(2);
  for (const id of ids) expect((await desk.row(id)).state).toBe("sent");
  expect(desk.told).toContain(`reply ${ids[0]} sent`);
});

test("several senders side by side send each mail once", async () => {
  for (let mail = 0; mail < 30; mail++) await desk.queue();
  const attempts = await Promise.all([1, 2, 3, 4].map(() => sendOutbox(desk.services, 100)));
  expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(30);
  expect(new Set(sink.deliveries.map(({ bytes }) => bytes.toString())).size).toBe(30);
  expect(sink.deliveries).toHaveLength(30);
});

test("a fault in what follows from a sent mail does not send it twice", async () => {
  const id = await desk.queue();
  const onReplySent = () => Promise.reject(new Error("a fault"));
  await sendOutbox({ ...desk.services, onReplySent }, 10);
  expect((await desk.row(id)).state).toBe("sent");
  expect(sink.deliveries).toHaveLength(1);
}, 20_000);

test("a failure that could not be told is recorded, stays owed, and is told once when it can be", async () => {
  const recipients = (["a", "b"] as const).map((name) => ({
    address: `${name}@x.example`,
    role: "requester" as const,
  }));
  const id = await desk.queue({ recipients });
  sink.fail("recipient", { kind: "refuse", code: 550, text: "5.1.1 no" }, { subject: "a@x.example" });
  const onFailed = () => Promise.reject(new Error("a fault"));
  await sendOutbox({ ...desk.services, onFailed }, 10);
  expect(await desk.row(id)).toMatchObject({ state: "sent", recipients: [{ state: "failed" }, { state: "sent" }] });
  // The other follower was not lost with it; those told in a transaction that failed do not count.
  expect(desk.told.slice(-2)).toEqual([`reply ${id} sent`, "sent reply"]);
  desk.told.length = 0;
  expect(await repairFailures({ ...desk.services, onFailed }, 10)).toBe(0);
  const told = await Promise.all([1, 2].map(() => repairFailures(desk.services, 10)));
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(await repairFailures(desk.services, 10)).toBe(0);
  expect(desk.told).toEqual([`failed ${id} a@x.example`]);
}, 30_000);

test("a desk without a way out keeps its mail", async () => {
  const id = await desk.queue();
  await sendOutbox({ ...desk.services, waysOut: [] }, 10);
  expect(await desk.row(id)).toMatchObject({ state: "deferred" });
  expect((await listOutbox(desk.unitOfWork, { limit: 10 }))[0]).toMatchObject({
    id,
    lastError: "ENOROUTE",
    attempts: 1,
  });
});

test("the list has the shape that others rely on", async () => {
  const id = await desk.queue();
  const waiting = await listOutbox(desk.unitOfWork, { state: "queued", limit: 10 });
  expect(waiting).toEqual([
    {
      id,
      class: "reply",
      state: "queued",
      ticket: null,
      messageId: `<o.${id}@desk.example>`,
      recipients: [{ address: "kirsten@north.example", state: "queued" }],
      attempts: 0,
      nextAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      lastError: null,
      route: null,
    },
  ]);
  await sendOutbox(desk.services, 10);
  expect(await listOutbox(desk.unitOfWork, { limit: 10 })).toMatchObject([{ state: "sent", nextAt: null }]);
  expect(await desk.unitOfWork.reading.outbox.count()).toEqual({ sent: 1 });
});

test.each([
  ["sent", "sent", 1],
  ["resend", "sent", 2],
  ["drop", "cancelled", 1],
] as const)("an uncertain mail resolved as %s ends %s", async (resolution, state, copies) => {
  const id = await desk.queue();
  sink.fail("answer", { kind: "drop" });
  await sendOutbox(desk.services, 10);
  expect(await decide(desk.services, id, resolution)).toMatchObject({ kind: "resolved" });
  await passTime(60);
  await sendOutbox(desk.services, 10);
  expect((await desk.row(id)).state).toBe(state);
  expect(sink.deliveries).toHaveLength(copies);
  expect(desk.told.includes(`reply ${id} sent`)).toBe(resolution !== "drop");
  const settled = { kind: "not-resolvable", state };
  expect(await decide(desk.services, id, "resend")).toEqual(settled);
});

test.each(["sent", "resend", "drop"] as const)(
  "%s is refused of a mail that is not there, on its way or settled, and changes nothing",
  async (resolution) => {
    const [done, dropped, sending] = [await desk.queue(), await desk.queue(), await desk.queue()];
    await decide(desk.services, dropped, "drop");
    await sendOutbox(desk.services, 1);
    await desk.unitOfWork.reading.outbox.claim(60);
    for (const [id, state] of [
      [done, "sent"],
      [dropped, "cancelled"],
      [sending, "sending"],
      [4_000_000_000, null],
    ] as const) {
      expect(await decide(desk.services, id, resolution)).toEqual({ kind: "not-resolvable", state });
    }
    const states = await Promise.all([done, dropped, sending].map(async (id) => (await desk.row(id)).state));
    expect(states).toEqual(["sent", "cancelled", "sending"]);
    expect(desk.told.filter((line) => line.startsWith("reply "))).toEqual([`reply ${done} sent`]);
  },
);

test("of a mail that waits, a person may decide as well: what has reached somebody is not sent again", async () => {
  const recipients = (["a", "b"] as const).map((name) => ({ address: `${name}@x.example`, role: "other" as const }));
  const id = await desk.queue({ recipients });
  sink.fail("recipient", { kind: "refuse", code: 450, text: "4.2.0 later" }, { subject: "b@x.example" });
  await sendOutbox(desk.services, 10);
  expect(await decide(desk.services, id, "resend")).toEqual({ kind: "resolved", state: "queued" });
  await sendOutbox(desk.services, 10);
  expect(sink.deliveries.map((delivery) => delivery.recipients)).toEqual([["a@x.example"], ["b@x.example"]]);
});
