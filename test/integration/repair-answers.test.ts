import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { answerSent } from "../../src/usecases/answer-sent.ts";
import { audit } from "../../src/usecases/audit.ts";
import { auditAnswers } from "../../src/usecases/audit-answers.ts";
import type { StoredClock } from "../../src/usecases/ports/clock-store.ts";
import { repairAnswers } from "../../src/usecases/repair-answers.ts";
import { type SendOutboxServices, sendOutbox } from "../../src/usecases/send-outbox.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type OutboxDesk, openOutboxDesk } from "../support/outbox-desk.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

let database: TestDatabase;
let clocks: ClockDesk;
let sink: SmtpSink;
let desk: OutboxDesk;
let services: SendOutboxServices;

beforeEach(async () => {
  database = await createTestDatabase();
  clocks = await openClockDesk(database.url);
  sink = await startSmtpSink();
  desk = openOutboxDesk(database.url, sink.port);
  services = {
    ...desk.services,
    onReplySent: (stores, mail, at) => answerSent(stores, clocks.context, mail, at),
  };
});

afterEach(async () => {
  await desk.close();
  await sink.stop();
  await clocks.close();
  await database.drop();
});

const failing = () => ({ ...services, onReplySent: () => Promise.reject(new Error("a fault")) });
const look = () => audit([auditAnswers(desk.unitOfWork.reading.outbox)]);

async function sentAt(id: number): Promise<number> {
  const row = await desk.database.selectFrom("outbox").select("sent_at").where("id", "=", id).executeTakeFirstOrThrow();
  return row.sent_at?.getTime() ?? Number.NaN;
}

async function deliveries({ ticketId }: StoredClock): Promise<unknown[]> {
  const events = await desk.unitOfWork.reading.tickets.listEvents(ticketId);
  return events.filter(({ type }) => type === "reply-delivered").map(({ at, data }) => ({ at, ...data }));
}

test("an answer whose record failed is named by the audit, and kept once at the instant when the server took it", async () => {
  const clock = await clocks.openTicket();
  const id = await desk.queue({ ticketId: clock.ticketId });
  await sendOutbox(failing(), 10);
  expect(await clocks.clock(clock.id)).toMatchObject({ state: "running", metAt: null });
  const faulty = await look();
  expect(faulty).toMatchObject({ ok: false, checks: [{ count: 1 }] });
  expect(faulty.checks[0]?.faults[0]).toContain(`mail ${id} `);
  await clocks.moveTime(30);
  expect(await repairAnswers(failing(), 10)).toBe(0);
  const repairs = await Promise.all([1, 2, 3].map(() => repairAnswers(services, 10)));
  expect(repairs.reduce((sum, count) => sum + count, 0)).toBe(1);
  const at = await sentAt(id);
  expect(await clocks.clock(clock.id)).toMatchObject({ state: "met", metAt: at });
  expect(await deliveries(clock)).toEqual([{ at, outboxId: id }]);
  expect(await repairAnswers(services, 10)).toBe(0);
  expect(await look()).toMatchObject({ ok: true, checks: [{ count: 1 }] });
}, 60_000);

test("an answer that failed to be recorded again holds up no other", async () => {
  const [first, second] = [await clocks.openTicket(), await clocks.openTicket()];
  await desk.queue({ ticketId: first.ticketId });
  await desk.queue({ ticketId: second.ticketId });
  await sendOutbox(failing(), 10);
  const { onReplySent } = services;
  const halfFailing: SendOutboxServices["onReplySent"] = async (stores, mail, at) => {
    await onReplySent(stores, mail, at);
    if (mail.ticketId === first.ticketId) throw new Error("a fault");
  };
  expect(await repairAnswers({ ...services, onReplySent: halfFailing }, 10)).toBe(1);
  expect(await deliveries(first)).toEqual([]);
  expect(await deliveries(second)).toHaveLength(1);
}, 60_000);

test("the requester's own acceptance counts, not that of a participant before it", async () => {
  const clock = await clocks.openTicket();
  const recipients = [
    { address: "kirsten@north.example", role: "requester" as const },
    { address: "cc@north.example", role: "participant" as const },
  ];
  const id = await desk.queue({ ticketId: clock.ticketId, recipients });
  sink.fail("recipient", { kind: "refuse", code: 450, text: "4.2.0 later" }, { subject: "kirsten@north.example" });
  await sendOutbox(services, 10);
  expect(await repairAnswers(services, 10)).toBe(0);
  expect(await look()).toMatchObject({ ok: true });
  await clocks.moveTime(20);
  await sendOutbox(failing(), 10);
  expect(await repairAnswers(services, 10)).toBe(1);
  const { metAt } = await clocks.clock(clock.id);
  expect((metAt ?? 0) - (await sentAt(id))).toBeGreaterThanOrEqual(20 * 60_000);
}, 60_000);

test("a reply that bounced meanwhile keeps no promise", async () => {
  const clock = await clocks.openTicket();
  const id = await desk.queue({ ticketId: clock.ticketId });
  await sendOutbox(failing(), 10);
  await desk.unitOfWork.reading.outbox.recordBounce(id, "kirsten@north.example", "550 no such user");
  expect(await repairAnswers(services, 10)).toBe(0);
  expect(await look()).toMatchObject({ ok: true, checks: [{ count: 0 }] });
}, 60_000);

test("replies sent long ago are not gone through again and again", async () => {
  const clock = await clocks.openTicket();
  await desk.queue({ ticketId: clock.ticketId });
  await sendOutbox(failing(), 10);
  await sql`update outbox set sent_at = sent_at - interval '15 days'`.execute(desk.database);
  expect(await repairAnswers(services, 10)).toBe(0);
  expect(await look()).toMatchObject({ ok: false });
}, 60_000);
