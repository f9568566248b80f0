import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { mailFiles } from "../../src/adapters/files/read-mails.ts";
import { parseInstant } from "../../src/domain/time/instant.ts";
import { importMails } from "../../src/usecases/imports/import-mails.ts";
import { surveyMails } from "../../src/usecases/imports/survey-mails.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

const INBOX = join(process.cwd(), "test/fixtures/imports/support-2019.mbox");
const SENT = join(process.cwd(), "test/fixtures/imports/sent-2019.mbox");
let world: AgentDesk;
let directory: string;

beforeAll(async () => {
  world = await openAgentDesk();
  directory = mkdtempSync(join(tmpdir(), "svartid-mbox-"));
});
beforeEach(() => world.afresh());
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const stores = () => world.desk.open.unitOfWork.reading;

async function survey(...paths: string[]) {
  const { filing } = world.desk.open;
  return await surveyMails(
    { source: mailFiles, parser: filing.parser, desk: filing.context.desk, nobody: null },
    paths,
  );
}

async function importAll(...paths: string[]) {
  const { filing, unitOfWork, randomness, mailboxIds } = world.desk.open;
  const [mailboxId = 0] = mailboxIds.values();
  const deps = {
    source: mailFiles,
    parser: filing.parser,
    unitOfWork,
    desk: filing.context.desk,
    randomness,
    pseudonyms: filing.context.pseudonyms,
    mailboxId,
    name: "mbox",
    onProgress: () => undefined,
  };
  return await importMails(deps, await survey(...paths));
}

async function imported() {
  return (await stores().tickets.list({ limit: 50 })).filter((one) => one.formerly !== null);
}

async function countLoud() {
  const tables = ["outbox", "webhook_delivery", "sla_clock", "clock_event", "alert", "automatic_answer", "survey"];
  return await Promise.all(
    tables.map(async (name) => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(
        world.desk.open.database,
      );
      return rows[0]!.n;
    }),
  );
}

test("conversations become closed tickets, their mails in the order in which they were written, and nobody is told", async () => {
  const before = await countLoud();
  expect(await importAll(INBOX, SENT)).toEqual({ opened: 2, joined: 0, messages: 4, known: 0, erased: 0 });
  expect(await countLoud()).toEqual(before);
  const [archive, rota] = await imported();
  expect(rota).toMatchObject({
    subject: "Vagtplan for påsken",
    state: "closed",
    requester: { address: "jens@north.example", name: "Jens Bo" },
    openedAt: parseInstant("2019-03-04T07:14:58Z"),
    closedAt: parseInstant("2019-03-05T09:02:10Z"),
    formerly: { source: "mbox", number: "<j1@north.example>" },
  });
  expect(archive).toMatchObject({ subject: "Adgang til arkivet" });
  const messages = await stores().tickets.listMessages(rota!.id);
  expect(messages.map((one) => [one.direction, one.author, one.messageId])).toEqual([
    ["inbound", "requester", "<j1@north.example>"],
    ["outbound", "agent", "<svar1@desk.example>"],
    ["inbound", "requester", "<j2@north.example>"],
  ]);
  expect(messages[0]!.text).toContain("From mandag skal den være på plads.");
  const bytes = await stores().inbound.readBytes(messages[0]!.inboundEmailId!);
  const files = await world.desk.open.filing.parser.readAttachments(bytes!);
  expect(files.map(({ filename, content }) => [filename, Buffer.from(content).toString()])).toEqual([
    ["vagter.csv", "dag;vagt\n19;Jens\n"],
  ]);
});

test("imported twice, and with more files the second time, every mail is there once", async () => {
  expect(await importAll(INBOX)).toEqual({ opened: 2, joined: 0, messages: 3, known: 0, erased: 0 });
  expect(await importAll(SENT, INBOX)).toEqual({ opened: 0, joined: 0, messages: 1, known: 3, erased: 0 });
  expect(await importAll(INBOX, SENT, INBOX)).toEqual({ opened: 0, joined: 0, messages: 0, known: 4, erased: 0 });
  expect(await imported()).toHaveLength(2);
});

test("what the desk has by another way stays where it is, and what was imported is not filed again", async () => {
  const [, , archive = ""] = readFileSync(INBOX, "utf8")
    .split(/^From \S+ .*\n/m)
    .slice(1);
  await world.files(archive.replace(/\n$/, ""));
  const loud = await countLoud();
  expect(await importAll(INBOX)).toEqual({ opened: 1, joined: 0, messages: 2, known: 1, erased: 0 });
  const [first = ""] = readFileSync(INBOX, "utf8")
    .split(/^From \S+ .*\n/m)
    .slice(1);
  await world.desk.file(`X-Moved: yes\n${first.replace(/\n$/, "")}`);
  expect(await countLoud()).toEqual(loud);
  expect((await stores().tickets.listMessages((await imported())[0]!.id)).map((one) => one.messageId)).toHaveLength(2);
});

test("a mail that a mailbox wrote other headers into is the same mail, proved or not: nobody is told of history", async () => {
  const [first = "", , archive = ""] = readFileSync(INBOX, "utf8")
    .split(/^From \S+ .*\n/m)
    .slice(1)
    .map((mail) => mail.replace(/\n$/, ""));
  await world.files(`X-Served-By: imap\n${archive}`);
  const loud = await countLoud();
  expect(await importAll(INBOX)).toEqual({ opened: 1, joined: 0, messages: 2, known: 1, erased: 0 });
  await world.desk.file(`Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example\n${first}`);
  expect(await countLoud()).toEqual(loud);
});

test.each<[string, string, string]>([
  [
    "a mail without a date",
    "From: a@b.example\nTo: support@desk.example\nMessage-ID: <1@b.example>\n\nHej\n",
    "no Date and no Received",
  ],
  [
    "a mail without a sender",
    "To: support@desk.example\nDate: Mon, 4 Mar 2019 08:14:58 +0100\n\nHej\n",
    "has no sender",
  ],
  [
    "a conversation among the desk's own",
    "From: one@desk.example\nTo: two@desk.example\nDate: Mon, 4 Mar 2019 08:14:58 +0100\n\nHej\n",
    "everybody in this conversation is of the desk itself",
  ],
])("%s is a fault with its place and mend", async (_, mail, said) => {
  const path = join(directory, "faulty.mbox");
  writeFileSync(path, `From a@b.example Mon Mar 04 08:15:00 2019\n${mail}\n`);
  const { faults } = await survey(path);
  expect(faults).toEqual([
    {
      file: path,
      line: 1,
      pointer: "#1",
      what: expect.stringContaining(said),
      mend: expect.stringContaining("take it out"),
    },
  ]);
});
