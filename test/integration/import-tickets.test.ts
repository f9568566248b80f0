import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import { parseInstant } from "../../src/domain/time/instant.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { runCli } from "../support/run-cli.ts";
import { SUPPORT_MAILBOX, TEST_DESK } from "../support/test-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: Nord Forsyning, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2099-12-31 } }
`;
const FIXTURES = join(process.cwd(), "test/fixtures/imports");
const ZAMMAD = ["zammad-tickets.json", "zammad-articles.json", "zammad-users.json"].map((name) => join(FIXTURES, name));
const ZENDESK = join(FIXTURES, "zendesk-export.ndjson");
let world: AgentDesk;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
  directory = mkdtempSync(join(tmpdir(), "svartid-import-"));
  const file = join(directory, "desk.yaml");
  writeFileSync(file, TEST_DESK + SUPPORT_MAILBOX + ORGANISATIONS);
  environment = {
    DATABASE_URL: world.desk.open.url,
    SVARTID_DESK: file,
    SVARTID_SECRET: "a-secret-for-the-tests-that-is-long-enough-to-sign-with",
  };
});
beforeEach(() => world.afresh());
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const run = (...words: string[]) => runCli(["import", ...words], environment);
const stores = () => world.desk.open.unitOfWork.reading;
const at = (text: string) => parseInstant(text);

async function find(number: string) {
  const found = (await stores().tickets.list({ q: number, limit: 5 })).filter((one) => one.formerly?.number === number);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** All that may leave, ring or wake anybody, and all that is kept of tickets. */
async function count() {
  const tables = [
    "outbox",
    "webhook_delivery",
    "sla_clock",
    "clock_event",
    "alert",
    "automatic_answer",
    "survey",
    "inbound_email",
    "filing",
  ];
  const kept = [
    "ticket",
    "message",
    "imported_ticket",
    "imported_message",
    "imported_file",
    "participant",
    "ticket_event",
    "attachment",
  ];
  const rows = await Promise.all(
    [...tables, ...kept].map(async (name) => {
      const result = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(
        world.desk.open.database,
      );
      return [name, result.rows[0]!.n] as const;
    }),
  );
  const counted = Object.fromEntries(rows);
  return { loud: tables.map((name) => counted[name]), kept: kept.map((name) => counted[name]) };
}

function write(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

test("a dry run prints what becomes of every state, and writes nothing", async () => {
  const before = await count();
  const rehearsed = await run("zammad", ...ZAMMAD, "--dry-run");
  expect(rehearsed).toMatchObject({ code: 0, err: "" });
  expect(rehearsed.out).toContain("pending reminder\t1\twaiting\n");
  expect(rehearsed.out).toContain("4 tickets with 7 messages; 0 of the tickets are here already.");
  expect(await count()).toEqual(before);
});

test("a ticket of Zammad is here as it was there, under its old number and one of ours", async () => {
  expect(await run("zammad", ...ZAMMAD, "--level", "3 high=A")).toMatchObject({
    code: 0,
    out: expect.stringContaining("4 tickets imported with 7 messages"),
  });
  const ticket = await find("22101");
  expect(ticket).toMatchObject({
    ref: expect.stringMatching(/^SV-/),
    subject: "Måleraflæsning fejler efter opdatering",
    state: "closed",
    level: "A",
    requester: { address: "mette@north.example", name: "Mette Holm" },
    organisation: "north",
    agent: "one",
    language: "da",
    openedAt: at("2024-03-04T08:01:22.310Z"),
    closedAt: at("2024-03-05T13:30:00.000Z"),
    formerly: { source: "zammad", number: "22101" },
  });
  const messages = await stores().tickets.listMessages(ticket.id);
  expect(messages.map((one) => [one.direction, one.author, one.from?.address])).toEqual([
    ["inbound", "requester", "mette@north.example"],
    ["outbound", "desk", "support@desk.example"],
    ["note", "agent", "one@desk.example"],
    ["outbound", "agent", "one@desk.example"],
  ]);
  expect(messages[0]).toMatchObject({
    sentAt: at("2024-03-04T08:01:22.400Z"),
    messageId: "<CAF1@mail.north.example>",
    authentic: false,
  });
  expect(messages[0]!.html).not.toMatch(/script|tracker/);
  expect(messages[0]!.text).toContain("ingen aflæsninger ind.");
  expect(messages[0]!.attachments).toEqual([
    {
      filename: "aflæsning.csv",
      contentType: "text/csv",
      size: 15,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      inline: false,
    },
  ]);
  const bytes = await stores().imports.readFile(messages[0]!.attachments[0]!.sha256);
  expect(Buffer.from(bytes!).toString()).toBe("måler;kWh\n1;2\n");
  const [event] = await stores().tickets.listEvents(ticket.id);
  expect(event).toMatchObject({
    type: "imported",
    actor: "ops",
    data: {
      source: "zammad",
      number: "22101",
      state: "closed",
      priority: "3 high",
      missingFiles: [{ filename: "skærmbillede.png", size: 48211 }],
    },
  });
  expect(await stores().tickets.listParticipants(ticket.id)).toEqual(
    expect.arrayContaining([
      { address: "mette@north.example", state: "requester" },
      { address: "jens@north.example", state: "pending" },
    ]),
  );
});

test("a file that came inside the export is given back, and one that is not there is refused with what is", async () => {
  await run("zammad", ...ZAMMAD);
  const { ref } = await find("22101");
  const ask = (...words: string[]) => runCli(["ticket", "file", ...words], environment);
  expect(await ask(ref, "aflæsning.csv")).toMatchObject({ code: 0, out: "måler;kWh\n1;2\n" });
  expect(await ask(ref, "andet.csv")).toMatchObject({
    code: 1,
    err: expect.stringContaining("its files are aflæsning.csv"),
  });
  expect(await ask("SV-00000-0", "aflæsning.csv")).toMatchObject({
    code: 1,
    err: expect.stringContaining("there is no ticket"),
  });
});

test("states, agents and merges: only who is enrolled is assigned, and a merged ticket leads to where it went", async () => {
  await run("zammad", ...ZAMMAD);
  const [main, open, merged, waiting] = await Promise.all(["22101", "22102", "22103", "22104"].map(find));
  expect(open).toMatchObject({
    state: "open",
    agent: null,
    requester: { address: "per@south.example" },
    organisation: null,
  });
  expect(merged).toMatchObject({ state: "closed", mergedIntoId: main!.id });
  expect(waiting).toMatchObject({
    state: "waiting",
    agent: null,
    requester: { address: "anna@west.example", name: "Anna Krogh" },
  });
});

test("nothing is queued, no clock starts and no survey is asked for any of it", async () => {
  const before = await count();
  await run("zammad", ...ZAMMAD);
  await run("zendesk", ZENDESK);
  expect((await count()).loud).toEqual(before.loud);
  const now = await stores().now();
  const long = { after: at("2000-01-01T00:00:00Z")!, before: now };
  const asked = await world.desk.open.unitOfWork.transaction((all) => all.surveys.lockUnasked(long, 100));
  expect(asked).toEqual([]);
});

test("imported twice is imported once, and what changed here stays", async () => {
  await run("zammad", ...ZAMMAD);
  const ticket = await find("22102");
  await stores().tickets.change(ticket.id, { state: "resolved", agent: "two" });
  const before = await count();
  expect((await run("zammad", ...ZAMMAD)).out).toContain(
    "0 tickets imported with 0 messages, 0 given new messages, 4 known before.",
  );
  expect(await count()).toEqual(before);
  expect(await find("22102")).toMatchObject({ state: "resolved", agent: "two" });
});

test("a later export adds the messages that are new, and nothing else", async () => {
  await run("zammad", ...ZAMMAD);
  const articles = JSON.parse(readFileSync(ZAMMAD[1]!, "utf8"));
  const later = { ...articles[4], id: 1999, body: "Er der nyt?", created_at: "2025-11-21T07:45:00.000Z" };
  const changed = JSON.parse(readFileSync(ZAMMAD[0]!, "utf8").replace("Ny bruger til regnskab", "Noget andet"));
  const result = await run(
    "zammad",
    write("changed.json", JSON.stringify(changed)),
    write("more.json", JSON.stringify([...articles, later])),
    ZAMMAD[2]!,
    "--json",
  );
  expect(JSON.parse(result.out)).toMatchObject({ opened: 0, continued: 1, known: 3, messages: 1 });
  const ticket = await find("22102");
  expect(ticket.subject).toBe("Ny bruger til regnskab");
  expect((await stores().tickets.listMessages(ticket.id)).map((one) => one.text).at(-1)).toBe("Er der nyt?");
});

test("a ticket of Zendesk: by the role of who wrote, with its follow-up, and without what was deleted", async () => {
  expect((await run("zendesk", ZENDESK, "--source", "zendesk-east")).out).toContain(
    "1 tickets left out by their state.",
  );
  const [ticket, later] = [await find("9001"), await find("9002")];
  expect(ticket).toMatchObject({
    state: "closed",
    agent: "two",
    closedAt: at("2023-05-05T08:00:00Z"),
    formerly: { source: "zendesk-east" },
  });
  expect(later).toMatchObject({ state: "waiting", relatedTicketId: ticket.id });
  const messages = await stores().tickets.listMessages(ticket.id);
  expect(messages.map((one) => [one.direction, one.author, one.text])).toEqual([
    ["inbound", "requester", "Hej\nVi kan ikke godkende regnskabet for april."],
    ["note", "agent", "Set med udvikling"],
    ["outbound", "agent", "Kære Lise\n\nDet er rettet nu."],
  ]);
});

test("a customer's answer to a mail of the other desk lands on its ticket; a stranger's does not", async () => {
  await run("zammad", ...ZAMMAD);
  const open = await find("22104");
  const mail = (from: string, id: string) =>
    `From: ${from}\nTo: support@desk.example\nSubject: Re: Fakturakørsel\nMessage-ID: <${id}>\nIn-Reply-To: <w1@west.example>\nDate: Sat, 28 Nov 2026 10:00:00 +0100\n\nEr der nyt?\n`;
  const [notice] = await world.files(mail("anna@west.example", "w2@west.example"));
  expect(notice).toMatchObject({ class: "notification" });
  expect((await stores().tickets.listMessages(open.id)).map((one) => one.messageId)).toEqual([
    "<w1@west.example>",
    "<w2@west.example>",
  ]);
  expect(await find("22104")).toMatchObject({ state: "open" });
  await world.files(mail("stranger@else.example", "s1@else.example"));
  expect(await stores().tickets.listMessages(open.id)).toHaveLength(2);
});

test("an agent's answer to an imported ticket hangs on the ids that the customer knows", async () => {
  await run("zammad", ...ZAMMAD);
  const ticket = await find("22101");
  expect((await stores().tickets.readThread(ticket.id, 5)).messageIds).toEqual([
    "<CAF1@mail.north.example>",
    "<20240304.auto@desk.example>",
    "<20240304091200.1@desk.example>",
  ]);
});

test("history does not change what is known of a requester by now", async () => {
  await sql`insert into requester (address, name, language) values ('mette@north.example', 'Mette Ny', 'en')
    on conflict (address) do update set name = 'Mette Ny', language = 'en'`.execute(world.desk.open.database);
  await run("zammad", ...ZAMMAD);
  const { rows } = await sql`select name, language from requester where address = 'mette@north.example'`.execute(
    world.desk.open.database,
  );
  expect(rows).toEqual([{ name: "Mette Ny", language: "en" }]);
});

const ARTICLES = JSON.parse(readFileSync(ZAMMAD[1]!, "utf8")) as { id: number }[];

test("whatever parts of an export were imported before it, and how often, in the end all is there once", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.subarray(ARTICLES), { maxLength: 3 }), fc.boolean(), async (parts, isReversed) => {
      runs += 1;
      const source = `run-${runs}`;
      const [tickets = "", , users = ""] = ZAMMAD;
      for (const [at, part] of [...parts, ARTICLES].entries()) {
        const articles = write(`part-${at}.json`, JSON.stringify(part));
        const files = isReversed ? [users, articles, tickets] : [tickets, articles, users];
        expect(await run("zammad", ...files, "--source", source)).toMatchObject({ code: 0 });
      }
      const { rows } = await sql<{ number: string; texts: number; distinct: number }>`
        select i.number, count(m.id)::int as texts, count(distinct im.external_id)::int as distinct
        from imported_ticket i left join message m using (ticket_id)
          left join imported_message im on im.message_id = m.id and im.source = i.source
        where i.source = ${source} group by i.number order by i.number`.execute(world.desk.open.database);
      expect(rows.map((row) => [row.number, row.texts, row.distinct])).toEqual([
        ["22101", 4, 4],
        ["22102", 1, 1],
        ["22103", 1, 1],
        ["22104", 1, 1],
      ]);
    }),
    { numRuns: 5, seed: 20261128 },
  );
}, 240_000);

test("organisations that are kept in the database count as those of the desk file do", async () => {
  const csv = write(
    "south.csv",
    "id,name,hosting,domains,accountManager,from,to\nsouth,Syd Vand,customer,south.example,two,2020-01-01,2099-12-31\n",
  );
  expect(await runCli(["organisation", "import", csv], environment)).toMatchObject({ code: 0 });
  await run("zammad", ...ZAMMAD);
  expect(await find("22102")).toMatchObject({ organisation: "south", hosting: "customer" });
});

test("a ticket a mail of which came in here, too, is tied to the one it is on, which stays as it is", async () => {
  const mail = (id: string, from: string) =>
    `From: ${from}\nTo: support@desk.example\nSubject: Portal\nMessage-ID: <${id}@mail.north.example>\n\nDen fejler.\n`;
  const opened = async (id: string, from: string) => {
    await world.files(mail(id, from));
    return (await stores().tickets.list({ limit: 1 }))[0]!;
  };
  const requester = "mette@north.example";
  const sender = `Mette Holm <${requester}>`;
  const strangers = await opened("CAF1", "eve@evil.example");
  const own = await opened("CAF1", sender);
  await run("zammad", ...ZAMMAD);
  expect(await find("22101")).toMatchObject({ requester: { address: requester }, relatedTicketId: own.id });
  for (const one of [strangers, own]) expect(await stores().tickets.find(one.id)).toEqual(one);
});
