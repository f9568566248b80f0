import { afterEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

let world: AgentDesk;

afterEach(() => world.close());

async function entries() {
  const { id } = await world.ticket();
  return await world.desk.open.unitOfWork.reading.time.listForTicket(id);
}

test("time is recorded with its cause and its message, and the confirmation says who pays and why", async () => {
  world = await openAgentDesk();
  const sent = await world.say("#tid 1h30 cause=customer Ryddet op på disken\n#tid 20m cause=vendor");
  expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
  expect(sent[0]!.text).toContain("1 t 30 min er noteret (årsag: kunden). Tiden faktureres.");
  expect(sent[0]!.text).toContain("20 min er noteret (årsag: leverandøren). Tiden faktureres ikke.");
  expect(await entries()).toMatchObject([
    { minutes: 90, cause: "customer", billable: true, agent: "one", text: "Ryddet op på disken", line: 1 },
    { minutes: 20, cause: "vendor", billable: false, agent: "one", text: "", line: 2 },
  ]);
  expect((await entries())[0]!.messageId).toMatch(/@desk\.example/);
});

test("a counter-entry takes back what was recorded for the cause, and is billed as that was", async () => {
  world = await openAgentDesk();
  await world.say("#tid 1h30 cause=customer\n#tid 1h cause=vendor");
  const [confirmation] = await world.say("#tid -30m cause=vendor Forkert sag");
  expect(confirmation!.text).toContain("30 min er trukket fra");
  expect((await entries()).at(-1)).toMatchObject({ minutes: -30, billable: false, reason: "correction" });
});

test("more than was recorded cannot be taken back: the whole mail is undone and comes back", async () => {
  world = await openAgentDesk();
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
  world = await openAgentDesk();
  await world.say("#tid 1h30 cause=customer");
  const [first] = await entries();
  const add = (line: number) =>
    world.desk.open.unitOfWork.transaction(({ time }) => time.add({ ...first!, messageId: first!.messageId, line }));
  expect(await add(1)).toBeNull();
  expect(await add(2)).not.toBeNull();
});

test("a rehearsal records nothing, and says what would be", async () => {
  world = await openAgentDesk();
  const [confirmation] = await world.say("#prøv\n#tid 1h30 cause=third-party");
  expect(confirmation!.text).toContain("1 t 30 min er noteret (årsag: tredjepart)");
  expect(await entries()).toEqual([]);
});

test("a forged mail records nothing", async () => {
  world = await openAgentDesk();
  await world.forges("#tid 1h30 cause=customer");
  expect(await entries()).toEqual([]);
});

test("no entry can be changed or taken away", async () => {
  world = await openAgentDesk();
  await world.say("#tid 1h30 cause=customer");
  const { database } = world.desk.open;
  await expect(sql`update time_entry set minutes = 1`.execute(database)).rejects.toThrow("counter-entry");
  await expect(sql`delete from time_entry`.execute(database)).rejects.toThrow("counter-entry");
});
