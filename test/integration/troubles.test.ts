import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { createJobRunStore } from "../../src/adapters/postgres/job-run-store.ts";
import { wireTroubles } from "../../src/wire-troubles.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { readMail } from "../support/read-mail.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const WEBHOOKS = `webhooks:
  - { name: pager, url: "https://pager.desk.example/svartid" }
  - { name: chat, url: "https://chat.desk.example/hook", format: slack }
  - { name: rooms, url: "https://rooms.desk.example/hook", format: teams }
`;

let desk: TestDesk;
const db = () => desk.open.database;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + SALES_MAILBOX + WEBHOOKS));
});
afterEach(() => desk.close());

/** Time passes, what `dead` names does not succeed in it, and several processes look at the same moment. */
async function pass(seconds: number, dead: "support" | "both" | "nothing" | "queue", looks = 3): Promise<void> {
  for (let left = seconds; left > 0; left -= 15) {
    await sql`update desk_time set "offset" = "offset" + interval '15 seconds'`.execute(db());
    for (const [name, id] of desk.open.mailboxIds) {
      const isDead = dead === "both" || dead === name;
      if (!isDead) await desk.open.unitOfWork.reading.mailboxes.recordSuccess(id);
    }
    if (dead !== "queue") await createHeartbeatStore(db()).beat("canary");
    await Promise.all(Array.from({ length: looks }, () => wireTroubles(desk.open)()));
  }
}

async function mails() {
  const rows = await db().selectFrom("outbox").select("bytes").orderBy("id").execute();
  return Promise.all(rows.map(async ({ bytes }) => await readMail(bytes)));
}
const subjects = async () => (await mails()).map(({ subject }) => subject);
const posts = () => db().selectFrom("webhook_delivery").select(["webhook", "event", "payload"]).orderBy("id").execute();
const events = async (of = "pager") =>
  (await posts()).filter(({ webhook }) => webhook === of).map(({ event }) => event);
const troubles = () => db().selectFrom("trouble").selectAll().orderBy("id").execute();

test("a mailbox without success for three minutes is told of once by mail and by each webhook, and so is its recovery, however many look", async () => {
  await pass(30, "nothing");
  expect(await troubles()).toEqual([]);
  await pass(150, "support");
  expect(await subjects()).toEqual([]);
  await pass(600, "support");
  expect(await subjects()).toEqual(["Postkassen support bliver ikke læst"]);
  for (const webhook of ["pager", "chat", "rooms"]) expect(await events(webhook)).toEqual(["desk.trouble"]);
  await pass(285, "nothing");
  expect(await subjects()).toHaveLength(1);
  await pass(60, "nothing");
  expect(await subjects()).toEqual([
    "Postkassen support bliver ikke læst",
    "Virker igen: Postkassen support bliver ikke læst",
  ]);
  for (const webhook of ["pager", "chat", "rooms"])
    expect(await events(webhook)).toEqual(["desk.trouble", "desk.recovered"]);
  expect(await troubles()).toMatchObject([{ name: "mailbox support", ended_at: expect.any(Date) }]);
}, 120_000);

test("the mail goes to operations, is of no mailbox and no ticket, and says what is wrong and what to do", async () => {
  await pass(30, "nothing");
  await pass(240, "support", 1);
  const rows = await db().selectFrom("outbox").select(["class", "mailbox_id", "ticket_id"]).execute();
  expect(rows).toEqual([{ class: "alert", mailbox_id: null, ticket_id: null }]);
  const [mail] = await mails();
  expect(mail?.to.map(({ address }) => address)).toEqual(["ops@desk.example"]);
  expect(mail?.text).toMatch(/Postkasse: support/);
  expect(mail?.text).toMatch(/Postkassen support er ikke læst i 150 s; der ses efter hvert 60\. sekund\./);
  expect(mail?.text).toMatch(/rollen intake kører/);
  expect(mail?.text).not.toMatch(/was not|Run svartid/);
  expect(mail?.text).toMatch(/svartid check/);
  const [pager] = await posts();
  expect(JSON.parse(Buffer.from(pager!.payload).toString())).toMatchObject({
    type: "desk.trouble",
    data: {
      check: "mailbox support",
      kind: "mailbox",
      mailbox: "support",
      mend: expect.stringMatching(/svartid check/),
    },
  });
}, 120_000);

test("each check is a trouble of its own", async () => {
  await pass(30, "nothing");
  await pass(240, "both", 1);
  expect((await subjects()).sort()).toEqual([
    "Postkassen sales bliver ikke læst",
    "Postkassen support bliver ikke læst",
  ]);
}, 120_000);

test("a queue whose canary stays away and a backup that fails are told of as well", async () => {
  await pass(30, "nothing");
  await createJobRunStore(db()).record("backup", { ok: false, detail: "the disk is full", atFault: null });
  await pass(210, "queue", 1);
  expect((await subjects()).sort()).toEqual(["Der er ingen ny backup", "Køen arbejder ikke"]);
}, 120_000);

test("a mailbox that comes and goes is told of once, and its recovery only when it lasts", async () => {
  await pass(30, "nothing");
  for (let round = 0; round < 4; round++) {
    await pass(240, "support", 1);
    await pass(60, "nothing", 1);
  }
  expect(await events()).toEqual(["desk.trouble"]);
  await pass(330, "nothing", 1);
  expect(await events()).toEqual(["desk.trouble", "desk.recovered"]);
}, 120_000);

test("a trouble nobody was told of leaves no row, and one whose check is gone ends by itself", async () => {
  await pass(30, "nothing");
  await pass(165, "support", 1);
  expect(await troubles()).toHaveLength(1);
  await pass(330, "nothing", 1);
  expect(await troubles()).toEqual([]);
  await sql`insert into trouble (name, since, seen_at, told_at) values ('mailbox gone', desk_now(), desk_now() - interval '25 hours', desk_now())`.execute(
    db(),
  );
  await pass(15, "nothing", 1);
  expect(await troubles()).toMatchObject([{ name: "mailbox gone", ended_at: expect.any(Date) }]);
  expect(await subjects()).toEqual([]);
}, 120_000);

test("nothing is told where it could not be written that it was: the next look tells it", async () => {
  await pass(30, "nothing");
  await sql`alter table outbox add constraint never check (class <> 'alert')`.execute(db());
  await pass(150, "support", 1);
  await expect(pass(45, "support", 1)).rejects.toThrow();
  expect(await posts()).toEqual([]);
  await sql`alter table outbox drop constraint never`.execute(db());
  await pass(15, "support", 1);
  expect([await events(), await subjects()]).toEqual([["desk.trouble"], ["Postkassen support bliver ikke læst"]]);
}, 120_000);
