import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { acceptAll } from "../support/accept-all.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { eventually } from "../support/eventually.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX } from "../support/test-desk.ts";

let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, "", SUPPORT_MAILBOX + SALES_MAILBOX);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

async function entries() {
  const { id } = await world.ticket();
  return await world.desk.open.unitOfWork.reading.time.listForTicket(id);
}

test("time is recorded with its cause and its message, and the confirmation says who pays and why", async () => {
  const sent = await world.say("#tid 1h30 cause=customer Ryddet op på disken\n#tid 20m cause=vendor");
  expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
  expect(sent[0]!.text).toContain(
    "1 t 30 min er noteret (årsag: kunden). Tiden faktureres først, når kunden har godkendt den. Spørg med #bed-om-godkendelse 1h30 TEKST.",
  );
  expect(sent[0]!.text).toContain("20 min er noteret (årsag: leverandøren). Tiden faktureres ikke.");
  expect(await entries()).toMatchObject([
    { minutes: 90, cause: "customer", billable: true, agent: "one", text: "Ryddet op på disken", line: 1 },
    { minutes: 20, cause: "vendor", billable: false, agent: "one", text: "", line: 2 },
  ]);
  expect((await entries())[0]!.messageId).toMatch(/@desk\.example/);
});

test("a counter-entry takes back what was recorded for the cause, and is billed as that was", async () => {
  await world.say("#tid 1h30 cause=customer\n#tid 1h cause=vendor");
  const [confirmation] = await world.say("#tid -30m cause=vendor Forkert sag");
  expect(confirmation!.text).toContain("30 min er trukket fra");
  expect((await entries()).at(-1)).toMatchObject({ minutes: -30, billable: false, reason: "correction" });
});

test("more than was recorded cannot be taken back: the whole mail is undone and comes back", async () => {
  await world.say("#tid 1h30 cause=customer\n#tid 2h cause=vendor");
  const sent = await world.say("#cc it@north.example\n#niveau A\n#tid -1h31 cause=customer\n\nHej Mette");
  expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
  expect(sent[0]!.text).toContain("Der er kun noteret 1 t 30 min med årsagen kunden");
  expect(await entries()).toHaveLength(2);
  const ticket = await world.ticket();
  expect(ticket.level).toBe("C");
  const participants = await world.desk.open.unitOfWork.reading.tickets.listParticipants(ticket.id);
  expect(participants.map(({ address }) => address)).toEqual(["mette@north.example"]);
  // To the last minute it can.
  await world.say("#tid -1h30 cause=customer");
  expect((await entries()).filter(({ cause }) => cause === "customer").map(({ minutes }) => minutes)).toEqual([
    90, -90,
  ]);
});

test("the same mail again, whatever was added to it on its way, makes no second line", async () => {
  await world.say("#tid 1h30 cause=customer");
  const [first] = await entries();
  const add = (line: number) =>
    world.desk.open.unitOfWork.transaction(({ time }) => time.add({ ...first!, messageId: first!.messageId, line }));
  expect(await add(1)).toBeNull();
  expect(await add(2)).not.toBeNull();
});

test("the same mail through a second mailbox, with a footer of its way, makes no second line", async () => {
  const { open } = world.desk;
  const [, sales = 0] = open.mailboxIds.values();
  await world.say("#tid 1h30 cause=customer Ryddet op\n#tid 20m cause=vendor");
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from inbound_email join raw_mail using (sha256) order by inbound_email.id desc limit 1`.execute(
    open.database,
  );
  const mail = rows[0]!.bytes.toString();
  const trace = "Received: from list.desk.example by mx.desk.example; Tue, 24 Nov 2026 10:00:01 +0100\r\n";
  for (const copy of [`${trace}${mail}`, `${trace}${mail}\r\nSendt via en liste\r\n`]) {
    await acceptAll(world.desk, [Buffer.from(copy)], sales);
    await fileMailboxes(open.filing);
  }
  const { rows: emails } = await sql<{ state: string }>`
    select state from inbound_email where mailbox_id = ${sales}`.execute(open.database);
  expect(emails.map(({ state }) => state)).toEqual(["filed", "filed"]);
  expect((await entries()).map(({ minutes }) => minutes)).toEqual([90, 20]);
});

test("two counter-entries at once take back no more than was recorded", async () => {
  await world.say("#tid 1h30 cause=customer");
  const { id } = await world.ticket();
  const [first] = await entries();
  let isFiled = false;
  let filed: Promise<unknown> = Promise.resolve();
  // As another process files a mail of the other mailbox.
  await world.desk.open.unitOfWork.transaction(async ({ tickets, time }) => {
    await tickets.lock(id);
    filed = world.say("#tid -1h30 cause=customer").then(() => {
      isFiled = true;
    });
    await eventually("the second mail waits, or is filed", async () => isFiled || (await isAnyoneWaiting()));
    await time.add({ ...first!, minutes: -90, reason: "correction", messageId: "<other@desk.example>" });
  });
  await filed;
  expect((await entries()).map(({ minutes }) => minutes)).toEqual([90, -90]);
});

async function isAnyoneWaiting(): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    world.desk.open.database,
  );
  return rows.length > 0;
}

test("a rehearsal records nothing, and says what would be", async () => {
  const [confirmation] = await world.say("#prøv\n#tid 1h30 cause=third-party");
  expect(confirmation!.text).toContain("1 t 30 min er noteret (årsag: tredjepart)");
  expect(await entries()).toEqual([]);
});

test("a forged mail records nothing", async () => {
  await world.forges("#tid 1h30 cause=customer");
  expect(await entries()).toEqual([]);
});

test("no entry can be changed or taken away", async () => {
  await world.say("#tid 1h30 cause=customer");
  const { database } = world.desk.open;
  await expect(sql`update time_entry set minutes = 1`.execute(database)).rejects.toThrow("counter-entry");
  await expect(sql`delete from time_entry`.execute(database)).rejects.toThrow("counter-entry");
});
