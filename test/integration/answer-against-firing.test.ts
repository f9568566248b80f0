import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { answerSent } from "../../src/usecases/answer-sent.ts";
import { type FireResult, fireClock } from "../../src/usecases/clock/fire-clock.ts";
import type { StoredClock } from "../../src/usecases/ports/clock-store.ts";
import type { OutboxMail } from "../../src/usecases/ports/outbox-store.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { seededChance } from "../support/seeded-chance.ts";

const TARGET_MINUTES = 240;
const RACES = 200;
const AT_ONCE = 4;

let database: TestDatabase;
let desk: ClockDesk;

beforeEach(async () => {
  database = await createTestDatabase();
  desk = await openClockDesk(database.url, "ladder: [{ at: 0h, to: [lead, ops] }]\n");
});
afterEach(async () => {
  await desk.close();
  await database.drop();
});

/** The desk's own record of an answer that SMTP took; `dated` says when, and may do something before the record. */
const answer = ({ ticketId }: StoredClock, dated: (now: Instant) => Promise<Instant> | Instant) =>
  desk.change(async (stores) => {
    const acceptedAt = await dated(await stores.now());
    const { requester } = (await stores.tickets.find(ticketId))!;
    const recipients = [
      { address: requester.address, role: "requester" as const, state: "sent" as const, reply: null },
    ];
    await answerSent(stores, desk.context, { id: 1, ticketId, recipients } as unknown as OutboxMail, acceptedAt);
  });

/** As a bell does it: come early, it comes again. */
async function fireWhenDue({ id, version }: StoredClock): Promise<FireResult> {
  for (;;) {
    const result = await fireClock(desk.deps, { clockId: id, version });
    if (result.kind !== "early") return result;
    await delay(result.againInMs + 1);
  }
}

/** A clock whose deadline passed after it was opened, and that nobody has looked at since. */
async function openJustDue(): Promise<StoredClock> {
  const opened = await desk.openTicket(TARGET_MINUTES - 1);
  await desk.moveTime(2);
  return opened;
}

async function outcome(opened: StoredClock) {
  const { state, metAt, breachedAt } = await desk.clock(opened.id);
  const { rows } = await sql<{ alerts: number; breaches: number }>`
    select (select count(*) from alert where ticket_id = ${opened.ticketId}) as alerts,
      (select count(*) from ticket_event where ticket_id = ${opened.ticketId} and type = 'clock-breached') as breaches
  `.execute(desk.database);
  const isLate = metAt !== null && opened.deadlineAt !== null && metAt > opened.deadlineAt;
  return { state, isLate, breachedAt, ...rows[0] };
}

const kept = { state: "met", isLate: false, breachedAt: null, alerts: 0, breaches: 0 };
const broken = (opened: StoredClock) => ({
  state: "breached",
  isLate: true,
  breachedAt: opened.deadlineAt,
  alerts: 2,
  breaches: 1,
});

test(`of an answer and a firing at the deadline one wins, never both: ${RACES} races`, async () => {
  const chance = seededChance(20261124);
  const winners: string[] = [];
  const race = async (): Promise<void> => {
    const opened = await desk.openTicket(TARGET_MINUTES - 0.06 / 60);
    const deadline = opened.deadlineAt as Instant;
    const [offset, pause] = [Math.floor(chance() * 40) - 20, Math.floor(chance() * 6)];
    const ahead = deadline + offset - (await desk.deps.unitOfWork.reading.now());
    const [fired] = await Promise.all([
      fireWhenDue(opened),
      delay(Math.max(0, ahead)).then(() =>
        answer(opened, async (now) => {
          await delay(pause);
          return now;
        }),
      ),
    ]);
    const told = await outcome(opened);
    if (fired.kind === "fired") expect(told).toEqual(broken(opened));
    // Late, but not rung for: the answer had the ticket first, and the breach is in the record without an alert.
    else expect([kept, { ...broken(opened), alerts: 0 }]).toContainEqual(told);
    winners.push(fired.kind === "fired" ? "firing" : "answer");
  };
  for (let done = 0; done < RACES; done += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, race));
  expect(winners).toHaveLength(RACES);
  expect(new Set(winners)).toEqual(new Set(["answer", "firing"]));
}, 300_000);

test("an answer at the very instant of the deadline is in time, and what comes to fire then finds nothing", async () => {
  const opened = await openJustDue();
  await answer(opened, () => opened.deadlineAt as Instant);
  expect(await fireWhenDue(opened)).toEqual({ kind: "stale" });
  expect(await fireWhenDue(await desk.clock(opened.id))).toEqual({ kind: "stale" });
  expect(await outcome(opened)).toEqual(kept);
});

test("an answer a millisecond after the deadline is late", async () => {
  const opened = await openJustDue();
  await answer(opened, () => instant((opened.deadlineAt as Instant) + 1));
  expect(await outcome(opened)).toEqual({ ...broken(opened), alerts: 0 });
});

test("an answer dated before the breach that has rung meanwhile is recorded after it", async () => {
  const opened = await openJustDue();
  await answer(opened, async () => {
    expect(await fireWhenDue(opened)).toMatchObject({ kind: "fired" });
    return opened.deadlineAt as Instant;
  });
  expect(await outcome(opened)).toEqual(broken(opened));
});
