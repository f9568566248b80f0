import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { instant } from "../../src/domain/time/instant.ts";
import type { RecipientRole } from "../../src/usecases/ports/outbox-store.ts";
import { seekEvidence } from "../../src/usecases/seek-evidence.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type OutboxDesk, openOutboxDesk } from "../support/outbox-desk.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

let database: TestDatabase;
let clocks: ClockDesk;
let sink: SmtpSink;
let desk: OutboxDesk;
let ticketId: number;

beforeEach(async () => {
  database = await createTestDatabase();
  clocks = await openClockDesk(database.url);
  sink = await startSmtpSink();
  desk = openOutboxDesk(database.url, sink.port);
  ({ ticketId } = await clocks.openTicket());
});

afterEach(async () => {
  await desk.close();
  await sink.stop();
  await clocks.close();
  await database.drop();
});

const LATER = { kind: "refuse", code: 451, text: "4.7.1 later" } as const;

function to(...names: string[]): { address: string; role: RecipientRole }[] {
  return names.map((name) => ({ address: `${name}@north.example`, role: "participant" }));
}

/** The ids of the mails in the order in which the server took them, with who got them. */
function arrivals(): [id: number, ...names: string[]][] {
  return sink.deliveries.map(({ bytes, recipients }) => [
    Number(/^Subject: (\d+)/m.exec(bytes.toString())?.[1]),
    ...recipients.map((address) => address.replace(/@.*/, "")),
  ]);
}

test("a later answer waits for an earlier one that its server deferred, and both arrive in order", async () => {
  const first = await desk.queue({ ticketId });
  sink.fail("body", LATER);
  await sendOutbox(desk.services, 10);
  const second = await desk.queue({ ticketId });
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  expect((await desk.row(second)).state).toBe("queued");
  await clocks.moveTime(2);
  await sendOutbox(desk.services, 10);
  expect(arrivals().map(([id]) => id)).toEqual([first, second]);
});

test("several senders at once keep the order of one ticket", async () => {
  const ids: number[] = [];
  for (let mail = 0; mail < 12; mail++) ids.push(await desk.queue({ ticketId }));
  for (let left = ids.length; left > 0; ) {
    const sent = await Promise.all([1, 2, 3].map(() => sendOutbox(desk.services, 10)));
    left -= sent.reduce((sum, count) => sum + count, 0);
  }
  expect(arrivals().map(([id]) => id)).toEqual(ids);
});

test("whoever was not deferred has the later answer at once; only the deferred one waits", async () => {
  const first = await desk.queue({ ticketId, recipients: to("a", "b") });
  sink.fail("recipient", LATER, { subject: "b@north.example" });
  await sendOutbox(desk.services, 10);
  const second = await desk.queue({ ticketId, recipients: to("a", "B") });
  await sendOutbox(desk.services, 10);
  expect(await desk.row(second)).toMatchObject({ state: "deferred", attempts: 1 });
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  await clocks.moveTime(2);
  await sendOutbox(desk.services, 10);
  expect(arrivals()).toEqual([
    [first, "a"],
    [second, "a"],
    [first, "b"],
    [second, "B"],
  ]);
  expect((await desk.row(second)).state).toBe("sent");
});

test("an answer that can still be taken back holds up the next, and nobody else's", async () => {
  const now = await desk.unitOfWork.reading.now();
  const held = await desk.queue({ ticketId, notBefore: instant(now + 60_000) });
  const next = await desk.queue({ ticketId });
  const other = await desk.queue({ ticketId: (await clocks.openTicket()).ticketId });
  await sendOutbox(desk.services, 10);
  expect(arrivals().map(([id]) => id)).toEqual([other]);
  await clocks.moveTime(2);
  await sendOutbox(desk.services, 10);
  expect(arrivals().map(([id]) => id)).toEqual([other, held, next]);
});

test("an answer of unknown fate holds up the next until its wait is over, but not once it is left to people", async () => {
  const first = await desk.queue({ ticketId });
  sink.fail("answer", { kind: "drop" });
  await sendOutbox(desk.services, 10);
  const second = await desk.queue({ ticketId });
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  await sql`update outbox set next_at = null where id = ${first}`.execute(desk.database);
  await sendOutbox(desk.services, 10);
  expect((await desk.row(second)).state).toBe("sent");
});

test("an answer that waits for the way that may have it holds up the next for half an hour, and no longer", async () => {
  const first = await desk.queue({ ticketId });
  await sql`update outbox set state = 'deferred', bound_route = 'gone', committing_at = desk_now(),
    next_at = desk_now() + interval '1 day' where id = ${first}`.execute(desk.database);
  const second = await desk.queue({ ticketId });
  await clocks.moveTime(29);
  expect(await sendOutbox(desk.services, 10)).toBe(0);
  await clocks.moveTime(2);
  await sendOutbox(desk.services, 10);
  expect(arrivals().map(([id]) => id)).toEqual([second]);
});

test("an earlier answer that failed for good, and a notification, hold nobody up", async () => {
  sink.fail("recipient", { kind: "refuse", code: 550, text: "5.1.1 no" });
  await desk.queue({ ticketId });
  await sendOutbox(desk.services, 10);
  sink.fail("body", LATER);
  await desk.queue({ ticketId, class: "notification", envelopeFrom: "" });
  await sendOutbox(desk.services, 10);
  const answer = await desk.queue({ ticketId });
  await sendOutbox(desk.services, 10);
  expect(arrivals().map(([id]) => id)).toEqual([answer]);
});

test("a copy in the journal proves nothing for whoever was left out to wait for an earlier answer", async () => {
  const first = await desk.queue({ ticketId, recipients: to("a", "b") });
  sink.fail("recipient", LATER, { subject: "b@north.example" });
  await sendOutbox(desk.services, 10);
  const second = await desk.queue({ ticketId, recipients: to("a", "b") });
  sink.fail("answer", { kind: "drop" });
  await sendOutbox(desk.services, 10);
  expect((await desk.row(second)).state).toBe("uncertain");
  const { messageId } = await desk.row(second);
  const source = { name: "journal", find: async () => new Map([[messageId, await desk.unitOfWork.reading.now()]]) };
  expect(await seekEvidence({ ...desk.services, source })).toBe(1);
  expect((await desk.row(second)).recipients.map(({ state }) => state)).toEqual(["sent", "deferred"]);
  await clocks.moveTime(10);
  await sendOutbox(desk.services, 10);
  expect(arrivals().at(-1)).toEqual([second, "b"]);
  expect(arrivals()).toContainEqual([first, "b"]);
  expect((await desk.row(second)).state).toBe("sent");
});
