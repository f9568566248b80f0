import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import { createAlertList } from "../../src/adapters/postgres/alert-list.ts";
import { readReplyToken } from "../../src/domain/outbound/reply-address.ts";
import type { Instant } from "../../src/domain/time/instant.ts";
import { fireClock } from "../../src/usecases/clock/fire-clock.ts";
import { queueDigests } from "../../src/usecases/clock/queue-digests.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { readMail } from "../support/read-mail.ts";
import { testDesk } from "../support/test-desk.ts";

const ADDRESS = "support@desk.example";

let database: TestDatabase;
let desk: ClockDesk;

beforeEach(async () => {
  database = await createTestDatabase();
  desk = await openClockDesk(database.url);
});
afterEach(async () => {
  await desk.close();
  await database.drop();
});

/** Opens tickets that fall due just now, so that every step in time is worth a mail. */
async function breachAtOnce(count: number): Promise<number[]> {
  const tickets: number[] = [];
  for (let index = 0; index < count; index++) tickets.push((await desk.openTicket(241)).ticketId);
  return tickets;
}

interface Digest {
  id: number;
  to: string;
  text: string;
  refs: string[];
}

async function digests(): Promise<Digest[]> {
  const { rows } = await sql<{ id: number; bytes: Uint8Array }>`
    select id, bytes from outbox where class = 'alert' and ticket_id is null order by id`.execute(desk.database);
  return Promise.all(
    rows.map(async ({ id, bytes }) => {
      const mail = await readMail(bytes);
      const text = mail.text ?? "";
      return {
        id,
        to: addressOf(mail.to),
        text,
        refs: [...text.matchAll(/^(SV-\S+) \(/gm)].map(([, ref]) => ref ?? ""),
      };
    }),
  );
}

function addressOf(to: unknown): string {
  return JSON.stringify(to).match(/[a-z]+@desk\.example/)?.[0] ?? "";
}

describe("digests", () => {
  test("300 breaches at once give each recipient ten mails and one digest that names every other ticket", async () => {
    await breachAtOnce(300);
    await sweepClocks(desk.deps);
    expect(await queueDigests(desk.deps)).toBe(0);
    await desk.moveTime(1.1);
    expect(await queueDigests(desk.deps)).toBe(3);
    const alerts = await desk.alerts();
    expect(alerts.filter(({ waits }) => waits)).toEqual([]);
    const sent = await digests();
    expect(sent.map(({ to }) => to).sort()).toEqual(["one@desk.example", "ops@desk.example", "two@desk.example"]);
    for (const digest of sent) {
      const carried = alerts.filter(({ outboxId }) => outboxId === digest.id);
      expect(carried.every(({ recipient }) => recipient === digest.to)).toBe(true);
      expect(digest.refs).toHaveLength(carried.length);
    }
    // Firings at the same instant do not see each other: some more than ten, never a flood.
    const single = alerts.filter(({ recipient, outboxId }) => recipient === "ops@desk.example" && outboxId !== null);
    const ofOps = sent.find(({ to }) => to === "ops@desk.example")?.id;
    const mails = single.filter(({ outboxId }) => outboxId !== ofOps).length;
    expect(mails).toBeGreaterThanOrEqual(10);
    expect(mails).toBeLessThan(30);
    expect(await queueDigests(desk.deps)).toBe(0);
  });

  test("each line has the address at which the agent acknowledges that very ticket, and ops without a key has none", async () => {
    await desk.close();
    desk = await openClockDesk(database.url, "ladder: [{ at: 0h, to: [lead, ops] }]\n");
    const tickets = await lateTickets(2);
    await desk.moveTime(1.1);
    await queueDigests(desk.deps);
    const [ofOne, ofOps] = (await digests()).sort((one, other) => one.to.localeCompare(other.to));
    const addresses = [...(ofOne?.text ?? "").matchAll(/Skriv #kvitter til: (\S+)/g)].map(
      ([, address]) => address ?? "",
    );
    const now = (await desk.deps.unitOfWork.reading.now()) as Instant;
    const context = { deskAddress: ADDRESS, agentKeys: ["one", "two"], signer: desk.deps.mail.signer, now };
    expect(addresses.map((address) => readReplyToken(address, context))).toMatchObject(
      tickets.map((ticketId) => ({ kind: "granted", ticketId, recipient: { kind: "agent", key: "one" } })),
    );
    expect(ofOps?.text).toContain("Alarmens forsinkelse: 2 t 40 min");
    expect(ofOps?.text).not.toContain("support+");
  });

  test("after downtime the late steps are folded into one digest, in order, with their true instants", async () => {
    const opened = await desk.openTicket(1000);
    await fireClock(desk.deps, { clockId: opened.id, version: opened.version });
    expect((await desk.alerts()).every(({ waits }) => waits)).toBe(true);
    const listed = async () => (await createAlertList(desk.database).list({ limit: 1 }))[0]?.delivery;
    expect(await listed()).toBe("waits-for-digest");
    expect(desk.rung).toEqual([]);
    await desk.moveTime(1.1);
    await queueDigests(desk.deps);
    expect(desk.rung).toEqual(["send"]);
    expect(await listed()).toBe("queued");
    const ofOne = (await digests()).find(({ to }) => to === "one@desk.example");
    const steps = [...(ofOne?.text ?? "").matchAll(/^Trin: (.*)$/gm)].map(([, step]) => step);
    expect(steps).toEqual(["1 t arbejdstid før fristen", "fristen er overskredet", "2 t arbejdstid efter fristen"]);
    expect(ofOne?.text).toContain("Alarmens forsinkelse: 13 t 40 min");
  });

  test("a line says that the promise was kept while the alert waited", async () => {
    const [ticketId = 0] = await lateTickets(1);
    await desk.change(async (stores) => {
      await recordAnswer(stores, desk.context, ticketId, { answer: "outbox:1", at: await stores.now() });
    });
    await desk.moveTime(1.1);
    await queueDigests(desk.deps);
    for (const { text } of await digests()) {
      // One warning and one breach for the lead, one of them for each of the others.
      expect(text).toMatch(/^(En alarm om et løfte er forsinket|2 alarmer om løfter er samlet i denne mail)\./);
      expect(text).toContain("Nu: der er svaret siden");
      expect(text).not.toContain("Skriv #kvitter til");
    }
  });

  test("a line says whose deputy the reader is, to them alone", async () => {
    const { agents } = desk.context.desk as { agents: Record<string, object> };
    agents.one = { ...agents.one, absent: [{ from: "2000-01-01", to: "2099-12-31", deputy: "two" }] };
    const [ticketId] = await lateTickets(0, { open: 1 });
    await sql`update ticket set agent = 'one' where id = ${ticketId}`.execute(desk.database);
    await sweepClocks(desk.deps);
    await desk.moveTime(1.1);
    await queueDigests(desk.deps);
    const told = (await digests()).map(({ to, text }) => [to, text.includes("Stedfortræder: du, for Agent One")]);
    expect(told.sort()).toEqual([
      ["ops@desk.example", false],
      ["two@desk.example", true],
    ]);
  });

  test("the requester is in no digest", async () => {
    await desk.close();
    desk = await openClockDesk(database.url, "ladder: [{ at: 0h, to: [boss@desk.example, ops] }]\n");
    const [ours] = await lateTickets(0, { open: 2 });
    await sql`update requester set address = 'boss@desk.example' where id =
      (select requester_id from ticket where id = ${ours})`.execute(desk.database);
    await sweepClocks(desk.deps);
    await desk.moveTime(1.1);
    await queueDigests(desk.deps);
    const sent = await digests();
    expect(sent.find(({ to }) => to === "boss@desk.example")?.refs).toHaveLength(1);
    expect(sent.find(({ to }) => to === "ops@desk.example")?.refs).toHaveLength(2);
  });

  test("one alert that cannot be told is left out and logged by its id, and every other is told", async () => {
    const tickets = await lateTickets(9);
    await desk.moveTime(1.1);
    const poison = tickets[3];
    const { ref } = (await desk.deps.unitOfWork.reading.tickets.find(poison ?? 0))!;
    const ofAlert = desk.database.selectFrom("alert").select(["id", "ticket_id"]);
    const waiting = await ofAlert.where("waits_for_digest", "=", true).execute();
    const logged: unknown[] = [];
    const log = { ...desk.deps.log, error: (fields: Record<string, unknown>) => void logged.push(fields.alertIds) };
    expect(await queueDigests({ ...desk.deps, log, mail: unableToWrite(ref) })).toBeGreaterThan(3);
    const told = await desk.database.selectFrom("alert").select(["id", "outbox_id"]).execute();
    expect((await desk.alerts()).filter(({ waits }) => waits)).toEqual([]);
    const untold = told.filter(({ outbox_id }) => outbox_id === null).map(({ id }) => id);
    const poisonous = waiting.filter(({ ticket_id }) => ticket_id === poison).map(({ id }) => id);
    expect(poisonous.length).toBeGreaterThan(0);
    expect(untold.sort()).toEqual(poisonous.sort());
    expect(logged.flat().sort()).toEqual(poisonous);
    expect((await digests()).flatMap(({ refs }) => refs)).toHaveLength(waiting.length - poisonous.length);
  });

  test("where the database fails, no alert is taken for the fault: all wait on, and are told afterwards", async () => {
    await lateTickets(2);
    await desk.moveTime(1.1);
    const waiting = (await desk.alerts()).filter(({ waits }) => waits).length;
    await sql
      .raw(`alter database "${new URL(database.url).pathname.slice(1)}" set lock_timeout = '200ms'`)
      .execute(desk.database);
    const hasty = await openClockDesk(database.url);
    try {
      await desk.database.transaction().execute(async (holder) => {
        await sql`lock table outbox in access exclusive mode`.execute(holder);
        await expect(queueDigests(hasty.deps)).rejects.toMatchObject({ system: "database", code: "55P03" });
      });
      expect((await desk.alerts()).filter(({ waits }) => waits)).toHaveLength(waiting);
      expect(await queueDigests(hasty.deps)).toBe(3);
      expect((await desk.alerts()).filter(({ outboxId }) => outboxId === null)).toEqual([]);
    } finally {
      await hasty.close();
    }
  });

  test("whatever is fired, made, broken off and made twice, each alert is in exactly one mail", async () => {
    await desk.close();
    desk = await openClockDesk(database.url, "", {});
    const step = fc.constantFrom("open", "sweep", "digest", "digest-twice", "broken-off", "minute" as const);
    const steps = fc.sample(fc.array(step, { minLength: 40, maxLength: 60 }), { seed: 20261124, numRuns: 2 }).flat();
    for (const what of [...steps, "sweep", "minute", "digest", "digest"]) await take(what);
    const alerts = await desk.alerts();
    expect(alerts.length).toBeGreaterThan(20);
    expect(alerts.filter(({ outboxId, waits }) => outboxId === null || waits)).toEqual([]);
    const lines = (await digests()).reduce((sum, { refs }) => sum + refs.length, 0);
    const single = await sql<{ mails: number }>`
      select count(*) as mails from outbox where class = 'alert' and ticket_id is not null`.execute(desk.database);
    expect(lines + (single.rows[0]?.mails ?? 0)).toBe(alerts.length);
    expect(lines).toBeGreaterThan(0);
  });
});

/** Mail services that fail at whatever names this ticket. */
function unableToWrite(ref: string): ClockDesk["deps"]["mail"] {
  const { mail } = desk.deps;
  const compose: typeof mail.composer.compose = (outgoing) =>
    outgoing.text.includes(ref) ? Promise.reject(new Error("no paper")) : mail.composer.compose(outgoing);
  return { ...mail, composer: { compose } };
}

async function take(what: string): Promise<void> {
  switch (what) {
    case "open":
      await breachAtOnce(4);
      return;
    case "sweep":
      await sweepClocks(desk.deps);
      return;
    case "digest":
      await queueDigests(desk.deps);
      return;
    case "digest-twice":
      await Promise.all([queueDigests(desk.deps), queueDigests(desk.deps), sweepClocks(desk.deps)]);
      return;
    case "broken-off":
      await breakOff();
      return;
    case "minute":
      await desk.moveTime(1.1);
      return;
  }
}

/** The process dies between making the mail and the end of the transaction. */
async function breakOff(): Promise<void> {
  const { unitOfWork } = desk.deps;
  const dying: typeof unitOfWork = {
    ...unitOfWork,
    transaction: (work) =>
      unitOfWork.transaction(async (stores) => {
        const result = await work(stores);
        if (result === null) return result;
        throw new Error("killed");
      }),
  };
  await queueDigests({ ...desk.deps, unitOfWork: dying }).catch(() => undefined);
}

/** Tickets whose breach rang 160 minutes late, so that it waits for a digest. */
async function lateTickets(count: number, { open = count }: { open?: number } = {}): Promise<number[]> {
  const tickets: number[] = [];
  for (let index = 0; index < open; index++) tickets.push((await desk.openTicket(400)).ticketId);
  if (count > 0) await sweepClocks(desk.deps);
  return tickets;
}

test("the threshold and the usefulness of alerts are settings of the desk", () => {
  expect(testDesk().desk.alerts).toEqual({ mailsAMinute: 10, usefulMinutes: 60 });
});
