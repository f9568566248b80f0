import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { mailFiles } from "../../src/adapters/files/read-mails.ts";
import { ZENDESK } from "../../src/domain/imports/zendesk.ts";
import { importHistory } from "../../src/usecases/imports/import-history.ts";
import { importMails } from "../../src/usecases/imports/import-mails.ts";
import { rehearseImport } from "../../src/usecases/imports/rehearse-import.ts";
import { surveyExport } from "../../src/usecases/imports/survey-export.ts";
import { surveyMails } from "../../src/usecases/imports/survey-mails.ts";
import type { Pseudonyms } from "../../src/usecases/ports/pseudonyms.ts";
import { wireImports } from "../../src/wire-imports.ts";
import { wirePseudonyms } from "../../src/wire-pseudonyms.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { eraseBy } from "../support/erase-by.ts";

// Old files know nothing of who was erased since: nobody is brought back by them (threat T26).

const JENS = "jens@north.example";
let world: AgentDesk;
let directory: string;
let pseudonyms: Pseudonyms;

beforeAll(async () => {
  world = await openAgentDesk();
  directory = mkdtempSync(join(tmpdir(), "svartid-erased-import-"));
});
beforeEach(async () => {
  await world.afresh();
  await world.opens("Hej, jeg er Jens.", JENS, "live");
  const { database } = world.desk.open;
  await sql`update ticket set state = 'closed', closed_at = desk_now()`.execute(database);
  await sql`update outbox set state = 'sent', next_at = null`.execute(database);
  await sql`update outbox_recipient set state = 'sent'`.execute(database);
  expect(await eraseBy(world.desk.open, { address: JENS })).toMatchObject({ kind: "erased", waiting: 0 });
  pseudonyms = await wirePseudonyms(world.desk.open, world.desk.open.settings.config);
});
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const stores = () => world.desk.open.unitOfWork.reading;
const imported = async () => (await stores().tickets.list({ limit: 50 })).filter((one) => one.formerly !== null);
const none = () => undefined;

interface OldMail {
  readonly id: string;
  readonly from: string;
  readonly to?: string;
  readonly names?: string;
  readonly year?: number;
  readonly text: string;
}

const write = ({ id, from, to = "support@desk.example", names, year = 2019, text }: OldMail) =>
  [
    "From - Mon Mar 04 08:15:00 2019",
    `From: ${from}`,
    `To: ${to}`,
    "Subject: Vagtplan",
    `Message-ID: <${id}>`,
    ...(names === undefined ? [] : [`In-Reply-To: <${names}>`]),
    `Date: Mon, 4 Mar ${year} 08:14:58 +0100`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
    "",
  ].join("\n");

async function importAll(...mails: OldMail[]) {
  const path = join(directory, "old.mbox");
  writeFileSync(path, mails.map(write).join(""));
  const { filing, unitOfWork, randomness, mailboxIds } = world.desk.open;
  const { parser, context } = filing;
  const { desk } = context;
  const [mailboxId = 0] = mailboxIds.values();
  const surveyed = await surveyMails({ source: mailFiles, parser, desk, nobody: null }, [path]);
  expect(surveyed.faults).toEqual([]);
  const deps = { source: mailFiles, parser, unitOfWork, desk, randomness, pseudonyms, mailboxId };
  return await importMails({ ...deps, name: "mbox", onProgress: none }, surveyed);
}

/** Where the address stands, in whatever the desk keeps of mail. */
async function places(): Promise<string[]> {
  const { rows } = await sql<{ place: string }>`
    select 'bytes' as place from raw_mail where position('jens@north'::bytea in bytes) > 0
    union select 'message' from message where message::text like '%jens@north%'
    union select 'ticket' from ticket where ticket::text like '%jens@north%'
    union select 'requester' from requester where requester::text like '%jens@north%'
    union select 'inbound' from inbound_email where inbound_email::text like '%jens@north%'
    order by 1`.execute(world.desk.open.database);
  return rows.map(({ place }) => place);
}

const HIS: OldMail = { id: "j1", from: JENS, text: "Vagtplanen mangler langfredag." };
const ANSWER: OldMail = { id: "svar@desk.example", from: "one@desk.example", to: JENS, names: "j1", text: "Hej Jens" };
const LISES = { id: "l1", from: "lise@east.example" };

test("old mail of somebody who was erased, and what they were answered, is left out, and that is told", async () => {
  expect(await places()).toEqual([]);
  const all = [HIS, ANSWER, { ...LISES, text: "Vi mangler adgang." }];
  expect(await importAll(...all)).toEqual({ opened: 1, joined: 0, messages: 1, known: 0, erased: 2 });
  expect(await importAll(...all)).toEqual({ opened: 0, joined: 0, messages: 0, known: 3, erased: 0 });
  expect((await imported()).map(({ requester }) => requester.address)).toEqual(["lise@east.example"]);
  expect(await places()).toEqual([]);
});

test("in old mail of others they stand no more", async () => {
  const text = "Jeg har spurgt jens@north.example om det.";
  const mail = { ...LISES, to: `support@desk.example, Jens Bo <${JENS}>`, text };
  expect(await importAll(mail)).toMatchObject({ opened: 1, messages: 1, erased: 0 });
  expect(await places()).toEqual([]);
  const [ticket] = await imported();
  const [message] = await stores().tickets.listMessages(ticket!.id);
  expect(message?.text).toContain("Jeg har spurgt");
});

test("what they wrote since is of somebody new", async () => {
  expect(await importAll({ ...HIS, year: 2099 })).toMatchObject({ opened: 1, messages: 1, erased: 0 });
});

test("tickets of another desk that they asked for are left out, and in those of others they stand no more", async () => {
  const path = join(directory, "export.json");
  const user = (id: number, email: string) => ({ id, name: `Person ${id}`, email, role: "end-user" });
  const users = [user(1, JENS), user(2, "lise@east.example")];
  const comment = (id: number, author_id: number, body: string) => ({
    ...{ id, author_id, body, type: "Comment", public: true, created_at: "2019-03-04T08:00:00Z", attachments: [] },
    ...{ via: { channel: "email" } },
  });
  const ticket = (id: number, requester_id: number, comments: unknown[]) => ({
    ...{ id, requester_id, subject: `Sag ${id}`, status: "closed", priority: null, comments },
    ...{ created_at: "2019-03-04T08:00:00Z", updated_at: "2019-03-05T08:00:00Z" },
  });
  const tickets = [
    ticket(11, 1, [comment(101, 1, "Det er min.")]),
    ticket(12, 2, [comment(102, 2, "Skriv til jens@north.example."), comment(103, 1, "Hej, det er Jens.")]),
  ];
  writeFileSync(path, JSON.stringify({ tickets, users }));
  const { source, content } = wireImports();
  const { filing, unitOfWork, randomness } = world.desk.open;
  const { desk } = filing.context;
  const options = { files: [path], source: "zendesk", states: new Map(), levels: new Map(), nobody: null };
  const surveyed = await surveyExport(source, ZENDESK, options);
  const context = { desk, format: ZENDESK, options, surveyed, content, randomness, pseudonyms };
  expect(await rehearseImport(stores(), { source, context }, surveyed)).toMatchObject({ tickets: 2, erased: 1 });
  const result = await importHistory({ source, unitOfWork, context, onProgress: none }, surveyed);
  await source.close();
  expect(result).toMatchObject({ opened: 1, messages: 1, erased: 1 });
  expect((await imported()).map(({ requester }) => requester.address)).toEqual(["lise@east.example"]);
  expect(await places()).toEqual([]);
});
