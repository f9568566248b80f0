import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { runCli } from "../support/run-cli.ts";
import { SUPPORT_MAILBOX, TEST_DESK } from "../support/test-desk.ts";
import { until } from "../support/until.ts";

const FIXTURES = join(process.cwd(), "test/fixtures/imports");
const fixture = (name: string) => JSON.parse(readFileSync(join(FIXTURES, name), "utf8"));
const TICKETS = fixture("zammad-tickets.json");
const ARTICLES = fixture("zammad-articles.json");
const USERS = fixture("zammad-users.json");
let world: AgentDesk;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  world = await openAgentDesk();
  directory = mkdtempSync(join(tmpdir(), "svartid-import-"));
  const file = join(directory, "desk.yaml");
  writeFileSync(file, TEST_DESK + SUPPORT_MAILBOX);
  environment = {
    DATABASE_URL: world.desk.open.url,
    SVARTID_DESK: file,
    SVARTID_SECRET: "a-secret-for-the-tests-that-is-long-enough-to-sign-with",
  };
});
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

function write(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

async function countImported(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from imported_ticket`.execute(
    world.desk.open.database,
  );
  return rows[0]!.n;
}

const ticket = (more: object) => ({ ...TICKETS[1], ...more });
const article = (more: object) => ({ ...ARTICLES[4], ...more });
const whole = { tickets: TICKETS, ticket_articles: ARTICLES, users: USERS };

test.each<[string, unknown, string]>([
  ["a file that is not there", null, "no-such.json:1: the file cannot be read: there is no such file"],
  ["a file cut in the middle", JSON.stringify(whole).slice(0, 900), "the file ends inside it: export it again"],
  ["a number for a text", { ...whole, tickets: [ticket({ title: ["x"] })] }, "/tickets/0/title: this is no text"],
  [
    "a day that does not exist",
    { ...whole, tickets: [ticket({ created_at: "2025-02-30T10:00:00Z" })] },
    '/tickets/0/created_at: "2025-02-30T10:00:00Z" is no time that exists: write it as',
  ],
  ["a ticket without its id", { ...whole, tickets: [ticket({ id: null })] }, "/tickets/0/id: it is missing"],
  [
    "a state nobody knows",
    { ...whole, tickets: [ticket({ state: "Afventer leverandør" })] },
    'the state "Afventer leverandør" is not known (1 tickets, this is the first): say what it is here: --map "Afventer leverandør=waiting"',
  ],
  [
    "a state by an id alone",
    { ...whole, tickets: [ticket({ state: undefined, state_id: 9 })] },
    "no record tells what the state 9 is called",
  ],
  [
    "an article of no ticket",
    { tickets: TICKETS.slice(1, 2), ticket_articles: [article({ ticket_id: 7 })], users: USERS },
    "this message is of ticket 7, which is in none of the files: give the file of tickets as well",
  ],
  [
    "a user of no record",
    { tickets: [ticket({ customer: null, customer_id: 77 })] },
    "the user 77 is named here, and no record tells who that is: give the file of users as well",
  ],
  [
    "a requester without an address",
    {
      tickets: [ticket({ customer: "tlf", customer_id: 5 })],
      users: [{ id: 5, login: "tlf", firstname: "Ukendt", email: "" }],
    },
    "the requester of ticket 102 has no address: write it into the user's record, or give all such tickets one: --nobody",
  ],
  [
    "two tickets of one id that differ",
    { ...whole, tickets: [ticket({}), ticket({ title: "Noget andet" })] },
    "ticket 102 stands there twice and differs from",
  ],
  [
    "one message on two tickets",
    { ...whole, ticket_articles: [article({}), article({ ticket_id: 101 })] },
    "message 1005 stands on ticket 102 and on ticket 101",
  ],
  [
    "tickets merged in a circle",
    {
      ...whole,
      tickets: [
        [101, 102],
        [102, 103],
        [103, 101],
      ].map(([id, into]) => ticket({ id, links: [{ link_type: "parent", link_object_value: into }] })),
    },
    "tickets are merged in a circle: 101 into 102 into 103 into 101",
  ],
  [
    "a text of 10 MB",
    { ...whole, ticket_articles: [article({ body: "x".repeat(10_000_000) })] },
    "/ticket_articles/0/body: a text of 10000000 characters is too long to be a message",
  ],
  [
    "a file that is no base 64",
    { ...whole, ticket_articles: [article({ attachments: [{ filename: "a", data: "%%" }] })] },
    "/ticket_articles/0/attachments/0/data: this is no base 64",
  ],
  [
    "bytes that are no UTF-8",
    Buffer.from([...Buffer.from('[{"id":1,"title":"'), 0xe6, ...Buffer.from('"}]')]),
    "it is not written in UTF-8",
  ],
  ["a raw NUL in a text", '[{"id":1,"number":"1","title":"a\u0000b"}]', "it is no JSON from its character 31 on"],
])("%s is refused with its place and how to mend it, and nothing is imported", async (_, content, said) => {
  const path = content === null ? join(directory, "no-such.json") : write("faulty.json", content);
  const before = await countImported();
  for (const more of [[], ["--dry-run"]]) {
    const refused = await runCli(["import", "zammad", path, ...more], environment);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(said);
    expect(refused.err).toMatch(/faults? (?:was|were) found; nothing was imported\.\n$/);
    expect(refused.err).not.toContain("    at ");
  }
  expect(await countImported()).toBe(before);
});

test("what is odd but can be meant is taken: a byte order mark, fields of no concern, NUL escapes, lone surrogates, repeated records", async () => {
  const odd = ticket({ id: 300, number: "300", title: "A\u0000B \ud800", nyt_felt: { deep: [1, { x: null }] } });
  const body = article({ id: 3000, ticket_id: 300, body: "før\u0000efter" });
  const path = write(
    "odd.json",
    `\ufeff${JSON.stringify({ tickets: [odd, odd], ticket_articles: [body, body], users: USERS, custom: [1] })}`,
  );
  const taken = await runCli(["import", "zammad", path, "--source", "odd"], environment);
  expect(taken).toMatchObject({ code: 0, out: expect.stringContaining("1 tickets imported with 1 messages") });
  const [found] = await world.desk.open.unitOfWork.reading.tickets.list({ q: "300", limit: 1 });
  expect(found!.subject).toBe("A\uFFFDB \uFFFD");
});

test.each<[string[], string]>([
  [["--map", "venter"], 'write "theirs=ours"'],
  [["--map", "venter=sover"], "ours is one of new, open, waiting, resolved, closed, skip"],
  [["--level", "high=Z"], "ours is one of A, B, C, D"],
  [["--nobody", "ingen"], "--nobody ingen is no address"],
  [["--source", "Gammel Desk"], "use small letters"],
])("options that cannot be meant say what can: %j", async (words, said) => {
  const refused = await runCli(["import", "zammad", join(FIXTURES, "zammad-tickets.json"), ...words], environment);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(said) });
});

test("what is said to be meant by a state, a missing address and a priority is done", async () => {
  const path = write("mapped.json", {
    tickets: [
      ticket({ id: 401, number: "401", state: "Afventer", priority: "Haster", customer: "tlf", customer_id: 5 }),
    ],
    users: [{ id: 5, login: "tlf", firstname: "Ukendt", email: "" }],
  });
  const words = ["--map", "afventer=waiting", "--level", "haster=B", "--nobody", "ukendt@desk.example"];
  expect((await runCli(["import", "zammad", path, "--source", "mapped", ...words], environment)).code).toBe(0);
  const [found] = await world.desk.open.unitOfWork.reading.tickets.list({ q: "401", limit: 1 });
  expect(found).toMatchObject({
    state: "waiting",
    level: "B",
    requester: { address: "ukendt@desk.example", name: "Ukendt" },
  });
});

test("killed in the middle and run again, it is as if it had run once", async () => {
  const tickets = Array.from({ length: 300 }, (_, n) => ticket({ id: 10_000 + n, number: `9${n}` }));
  const articles = tickets.flatMap(({ id }, n) =>
    [0, 1].map((part) =>
      article({
        id: 50_000 + 2 * n + part,
        ticket_id: id,
        created_at: `2025-11-20T10:0${part}:00.000Z`,
        body: `del ${part}`,
      }),
    ),
  );
  const path = write("large.json", { tickets, ticket_articles: articles, users: USERS });
  const child = spawn(process.execPath, ["src/cli/svartid.js", "import", "zammad", path, "--source", "killed"], {
    env: { ...environment, PATH: process.env.PATH },
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const count = async () => {
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from imported_ticket where source = 'killed'`.execute(world.desk.open.database);
    return rows[0]!.n;
  };
  await until(async () => (await count()) >= 40 || child.exitCode !== null);
  child.kill("SIGKILL");
  await ended;
  const after = await count();
  expect(after).toBeLessThan(300);
  const again = await runCli(["import", "zammad", path, "--source", "killed", "--json"], environment);
  expect(JSON.parse(again.out)).toMatchObject({ opened: 300 - after, known: after, continued: 0 });
  const { rows } = await sql<{ tickets: number; messages: number; whole: number }>`
    select count(distinct i.ticket_id)::int as tickets, count(m.id)::int as messages,
      count(*) filter (where m.text in ('del 0', 'del 1'))::int as whole
    from imported_ticket i join message m using (ticket_id) where i.source = 'killed'`.execute(
    world.desk.open.database,
  );
  expect(rows).toEqual([{ tickets: 300, messages: 600, whole: 600 }]);
}, 240_000);
