import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { SmtpFailure } from "../../src/adapters/embedded/start-smtp-server.ts";
import { recoverOutbox, sendOutbox } from "../../src/usecases/send-outbox.ts";
import type { CrashPoint } from "../support/crash-points.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { JOURNAL, type JournalDesk, openJournalDesk } from "../support/journal-desk.ts";
import { seededChance } from "../support/seeded-chance.ts";

const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/sending-worker.ts", import.meta.url));
const MINUTES = 60_000;
const DROP: SmtpFailure = { kind: "drop" };

let testDatabase: TestDatabase;
let world: JournalDesk;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  world = await openJournalDesk(testDatabase.url);
});

afterEach(async () => {
  await world.stop();
  await testDatabase.drop();
});

async function passTime(minutes: number): Promise<void> {
  await sql`update desk_time set "offset" = "offset" + make_interval(mins => ${minutes})`.execute(world.desk.database);
}

/** As the periodic works do it, with the waits passed: what was left behind is looked up before it is sent again. */
async function repair(rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await passTime(2);
    await recoverOutbox(world.desk.services, 1000);
    await world.seek();
    await passTime(10);
    await sendOutbox(world.desk.services, 1000);
    await world.seek();
  }
}

async function sendAndDie(crashPoint: CrashPoint): Promise<void> {
  const args = [RUNNER, WORKER, testDatabase.url, String(world.smtpPort), crashPoint, JOURNAL];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

function dropTheNextAnswer(): void {
  let isDropped = false;
  world.failures.at = (phase) => {
    if (phase !== "answer" || isDropped) return null;
    isDropped = true;
    return DROP;
  };
}

const points: [CrashPoint, "reply" | "acknowledgement", number, string][] = [
  ["claimed", "reply", 1, "sent"],
  ["held", "reply", 1, "sent"],
  ["allowed", "reply", 1, "sent"],
  ["answered", "reply", 1, "sent"],
  ["allowed", "acknowledgement", 0, "uncertain"],
  ["answered", "acknowledgement", 1, "sent"],
];
test.each(points)(
  "with a journal, killed with the mail %s, a %s arrives %i times and is %s",
  async (point, mailClass, copies, state) => {
    const id = await world.desk.queue({ class: mailClass });
    await sendAndDie(point);
    await repair();
    expect((await world.desk.row(id)).state).toBe(state);
    expect(world.copies).toHaveLength(copies);
  },
);

test("a reply whose answer was lost is found in the journal: sent once, and the promise met when the server took it", async () => {
  const id = await world.desk.queue();
  dropTheNextAnswer();
  await sendOutbox(world.desk.services, 10);
  expect(await world.desk.row(id)).toMatchObject({ state: "uncertain" });
  const at: number[] = [];
  const services = { ...world.desk.services };
  world.desk.services = { ...services, onReplySent: async (_, __, acceptedAt) => void at.push(acceptedAt) };
  const before = (await world.desk.row(id)).committing!.at;
  await passTime(3);
  expect(await world.seek()).toBe(1);
  expect(await world.seek()).toBe(0);
  expect(await world.desk.row(id)).toMatchObject({
    state: "sent",
    recipients: [{ state: "sent", reply: "found in the journal" }],
  });
  expect(at).toHaveLength(1);
  expect(at[0]).toBeGreaterThanOrEqual(before);
  expect(at[0]).toBeLessThan(before + 2 * MINUTES);
  await repair();
  expect(world.copies).toHaveLength(1);
  const row = await sql<{ evidence: string }>`select evidence from outbox where id = ${id}`.execute(
    world.desk.database,
  );
  expect(row.rows).toEqual([{ evidence: "journal" }]);
});

test("who was refused before the answer was lost has failed, and only who was not counts as reached", async () => {
  const recipients = [
    { address: "gone@north.example", role: "requester" as const },
    { address: "kirsten@north.example", role: "participant" as const },
  ];
  const id = await world.desk.queue({ recipients });
  let isDropped = false;
  world.failures.at = (phase, subject) => {
    if (subject === "gone@north.example") return { kind: "refuse", code: 550, text: "5.1.1 no such user" };
    if (phase !== "answer" || isDropped) return null;
    isDropped = true;
    return DROP;
  };
  await sendOutbox(world.desk.services, 10);
  await world.seek();
  expect(await world.desk.row(id)).toMatchObject({
    state: "sent",
    recipients: [
      { address: "gone@north.example", state: "failed", reply: "550 5.1.1 no such user" },
      { address: "kirsten@north.example", state: "sent" },
    ],
  });
  expect(world.desk.told).toContain(`failed ${id} gone@north.example`);
  expect(world.desk.told).not.toContain(`reply ${id} sent`);
});

test("a copy of an earlier attempt proves nothing of a later one to others", async () => {
  const recipients = [
    { address: "kirsten@north.example", role: "requester" as const },
    { address: "it@north.example", role: "participant" as const },
  ];
  const id = await world.desk.queue({ recipients });
  world.failures.at = (phase, subject) =>
    phase === "recipient" && subject === "kirsten@north.example"
      ? { kind: "refuse", code: 451, text: "4.7.1 greylisted" }
      : null;
  await sendOutbox(world.desk.services, 10);
  expect(await world.desk.row(id)).toMatchObject({ state: "deferred" });
  // The second attempt, to the requester alone, breaks before the server has taken anything.
  world.failures.at = (phase) => (phase === "body" ? DROP : null);
  await passTime(30);
  await sendOutbox(world.desk.services, 10);
  expect(await world.desk.row(id)).toMatchObject({ state: "uncertain" });
  expect(await world.seek()).toBe(0);
  expect(world.desk.told).not.toContain(`reply ${id} sent`);
  world.failures.at = () => null;
  await repair();
  expect(await world.desk.row(id)).toMatchObject({ state: "sent" });
  expect(world.copies.filter(({ address }) => address === "kirsten@north.example")).toHaveLength(1);
});

test("a mail that every recipient is refused goes to nobody, not even to the journal", async () => {
  const id = await world.desk.queue();
  const bodies: string[] = [];
  world.failures.at = (phase, subject) => {
    if (phase === "body") bodies.push(subject);
    return phase === "recipient" && subject !== JOURNAL
      ? { kind: "refuse", code: 550, text: "5.1.1 no such user" }
      : null;
  };
  await sendOutbox(world.desk.services, 10);
  expect(await world.desk.row(id)).toMatchObject({ state: "failed", recipients: [{ state: "failed" }] });
  expect(bodies).toEqual([]);
});

test("a journal that is refused a copy holds no mail up", async () => {
  const id = await world.desk.queue();
  world.failures.at = (_, subject) => (subject === JOURNAL ? { kind: "refuse", code: 552, text: "5.2.2 full" } : null);
  await sendOutbox(world.desk.services, 10);
  expect((await world.desk.row(id)).state).toBe("sent");
  expect(world.copies).toHaveLength(1);
});

test("a journal that cannot be asked says so, and what is unknown waits for its time", async () => {
  const id = await world.desk.queue();
  dropTheNextAnswer();
  await sendOutbox(world.desk.services, 10);
  await world.stopJournal();
  await expect(world.seek()).rejects.toThrow(/cannot be reached/);
  expect((await world.desk.row(id)).state).toBe("uncertain");
  await passTime(10);
  await sendOutbox(world.desk.services, 10);
  expect((await world.desk.row(id)).state).toBe("sent");
  expect(world.copies).toHaveLength(2);
});

test(
  "200 replies through a server that drops and refuses at every stage: each arrives once, or has failed and somebody was told",
  async () => {
    const chance = seededChance(20261124);
    const ids: number[] = [];
    for (let mail = 0; mail < 200; mail++) {
      ids.push(await world.desk.queue({ recipients: [{ address: `c${mail}@north.example`, role: "requester" }] }));
    }
    let isQuiet = false;
    world.failures.at = (phase, subject) => {
      // Without a copy there is no evidence: shown here is what the journal is worth while it takes mail.
      if (isQuiet || subject === JOURNAL || chance() > 0.06) return null;
      const kind = chance();
      // A refusal of what was taken would be a lie that nothing can see through.
      if (phase === "answer" || kind < 0.5) return DROP;
      return { kind: "refuse", code: kind < 0.85 ? 451 : 550, text: "4.3.0 as the chance will have it" };
    };
    await sendOutbox(world.desk.services, 1000);
    await repair(2);
    isQuiet = true;
    for (let hours = 0; hours < 16; hours++) {
      await passTime(60);
      await recoverOutbox(world.desk.services, 1000);
      await world.seek();
      await sendOutbox(world.desk.services, 1000);
    }
    const proved = await world.desk.database
      .selectFrom("outbox")
      .select("id")
      .where("evidence", "=", "journal")
      .execute();
    expect(proved.length).toBeGreaterThan(0);
    for (const [mail, id] of ids.entries()) {
      const { state } = await world.desk.row(id);
      const copies = world.copies.filter(({ address }) => address === `c${mail}@north.example`).length;
      expect({ id, state, copies }).toEqual({ id, state, copies: state === "sent" ? 1 : 0 });
      expect(["sent", "failed"]).toContain(state);
      if (state === "failed") expect(world.desk.told).toContain(`failed ${id} c${mail}@north.example`);
    }
  },
  3 * MINUTES,
);
