import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { acceptAll } from "../support/accept-all.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX } from "../support/test-desk.ts";

// Whoever was in copy of an agent's mail by mistake has its proof, and may hand it in again by another mailbox of the desk (threat T5).

let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, "", SUPPORT_MAILBOX + SALES_MAILBOX);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;

/** The mail that came last. */
async function lastMail(): Promise<string> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from inbound_email join raw_mail using (sha256) order by inbound_email.id desc limit 1`.execute(
    world.desk.open.database,
  );
  return rows[0]!.bytes.toString();
}

/** Files a mail that comes by the second mailbox. */
async function handIn(mail: string): Promise<void> {
  const [, sales = 0] = world.desk.open.mailboxIds.values();
  const trace = "Received: from list.desk.example by mx.desk.example; Tue, 24 Nov 2026 10:00:01 +0100\r\n";
  await acceptAll(world.desk, [Buffer.from(`${trace}${mail}`)], sales);
  await fileMailboxes(world.desk.open.filing);
}

const sent = async () => (await stores().outbox.list({ limit: 200 })).map((mail) => mail.class);

const ofTicket = async () => {
  const ticket = await world.ticket();
  const messages = await stores().tickets.listMessages(ticket.id);
  return { level: ticket.level, state: ticket.state, notes: messages.filter((one) => one.direction === "note").length };
};

test.each([
  ["as it came", ""],
  ["with a line of its way", "\r\nSendt via en liste\r\n"],
])("what an agent's mail ordered is not ordered again by its copy, %s", async (_, footer) => {
  await world.say("#note\n#niveau A\n#løst\nRinget til Mette");
  const mail = await sql<{ id: number }>`select max(id) as id from inbound_email`.execute(world.desk.open.database);
  await sql`update ticket set level = 'C', state = 'open', resolved_at = null`.execute(world.desk.open.database);
  const before = await sent();
  await handIn(`${await lastMail()}${footer}`);
  expect(await sent()).toEqual(before);
  expect(await ofTicket()).toEqual({ level: "C", state: "open", notes: 1 });
  const [copy] = await stores().inbound.list({ limit: 1 });
  expect(copy?.reasons).toContain(`the same mail was filed before as inbound email ${mail.rows[0]!.id}`);
});

test("an answer is not sent again where its ticket was merged meanwhile", async () => {
  const target = await world.ticket();
  const source = await world.opens("Og skærmen er sort.");
  await world.say("Prøv at slukke og tænde.", "one", source);
  const answer = await lastMail();
  await world.say(`#merge ${target.ref}`, "one", source);
  const before = await sent();
  expect(before.filter((name) => name === "reply")).toHaveLength(1);
  await handIn(answer);
  expect(await sent()).toEqual(before);
});

test("what was not proved when it came first takes nothing from the proved one", async () => {
  await world.forges("#niveau A");
  await handIn((await lastMail()).replace("dmarc=none", "dmarc=pass"));
  expect((await world.ticket()).level).toBe("A");
});
