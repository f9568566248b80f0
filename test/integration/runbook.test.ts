import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { type EmbeddedMailWorld, startEmbeddedMailWorld } from "../../src/demo/embedded-mail-world.ts";
import { METTE } from "../../src/demo/people.ts";
import { readCommandTree, wordsOfExample } from "../support/command-tree.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { queryDatabase } from "../support/query-database.ts";
import { documentedCommands } from "../support/runbook-commands.ts";
import { runBuilt, type SpawnedDesk, spawnDesk } from "../support/spawn-desk.ts";
import { startWebhookReceiver, status, type WebhookReceiver } from "../support/webhook-receiver.ts";

// Every command of docs/operations.md is carried out, as it is written there, beside a desk that runs.

const RUNBOOK = readFileSync("docs/operations.md", "utf8");
const LIMIT_MS = 120_000;
const DESK = `
desk: { name: READy Support, address: support@desk.example, opsAddress: ops@desk.example }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", trustedAuthServers: [mx.desk.example] }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] }
teams:
  support: { members: [one], lead: one, default: true }
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2039-12-31 }, installed: [{ module: core, version: "5.2" }], contacts: [it@north.example] }
webhooks:
  - { name: chat, url: "\${CHAT_URL}", allowPrivate: true }
`;
const RELEASE = `module: core\nversion: "5.3"\nkind: minor\ndate: 2026-12-01\nfixes: [KE-12]\n`;
const FIXTURES = {
  "tickets.json": "zammad-tickets.json",
  "articles.json": "zammad-articles.json",
  "users.json": "zammad-users.json",
  "export.ndjson": "zendesk-export.ndjson",
  "support-2019.mbox": "support-2019.mbox",
  "sent-2019.mbox": "sent-2019.mbox",
};

let directory: string;
let world: EmbeddedMailWorld;
let receiver: WebhookReceiver;
let database: TestDatabase;
let environment: NodeJS.ProcessEnv;
let desk: SpawnedDesk;
let backup: string;

const tree = await readCommandTree();
const names = new Set(tree.map(({ name }) => name));
const commands = documentedCommands(RUNBOOK, new Set([...names].filter((name) => name.includes(" "))));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-runbook-"));
  world = await startEmbeddedMailWorld();
  receiver = await startWebhookReceiver();
  receiver.answer(status(410));
  database = await createTestDatabase();
  writeFiles();
  environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    IMAP_URL: world.imapUrl,
    SMTP_URL: world.smtpUrl,
    CHAT_URL: receiver.url,
    SVARTID_DESK: join(directory, "desk.yaml"),
    SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
    SVARTID_DATA_DIR: directory,
    HTTP_PORT: String(await findFreePort()),
  };
  await rows(`insert into known_error (id, title, created_at, created_by) overriding system value
    values (9, 'The import stops', now(), 'agent:one'), (12, 'The export stops', now(), 'agent:one')`);
  desk = await spawnDesk({ words: ["start"], environment, directory });
  await writeToDesk("Hjælp");
  await eventually("the mail is a ticket", async () => (await rows("select from ticket")).length > 0);
  expect(await run(["ready", "--wait", "60"])).toMatchObject({ code: 0 });
  backup = /^(\S+\.zip): /m.exec((await run(["backup"])).out)?.[1] ?? "";
}, LIMIT_MS);

afterAll(async () => {
  desk.signal("SIGTERM");
  expect(await desk.ended).toBe(0);
  await world.stop();
  await receiver.stop();
  await database.drop();
  rmSync(directory, { recursive: true });
});

function writeFiles(): void {
  writeFileSync(join(directory, "desk.yaml"), DESK);
  writeFileSync(join(directory, "tighter.yaml"), DESK);
  for (const [name, fixture] of Object.entries(FIXTURES)) {
    copyFileSync(join("test/fixtures/imports", fixture), join(directory, name));
  }
  writeFileSync(join(directory, "customers.csv"), "id,name,hosting,domains\nwest,West,vendor,west.example\n");
  const release = join(directory, "releases/core-5.3");
  mkdirSync(release, { recursive: true });
  writeFileSync(join(release, "release.yaml"), RELEASE);
  for (const language of ["da", "en"]) writeFileSync(join(release, `notes.${language}.md`), "- 5.3\n");
  writeFileSync(join(directory, "one.eml"), mail("Endnu en"));
}

const mail = (subject: string) =>
  [
    "From: Mette Holm <mette@north.example>",
    "To: support@desk.example",
    `Subject: ${subject}`,
    `Message-ID: <${subject.length}.${performance.now()}@north.example>`,
    `Date: ${new Date().toUTCString()}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Den står stille.",
    "",
  ].join("\r\n");

const writeToDesk = (subject: string) =>
  world.submit({ as: METTE, to: ["support@desk.example"], bytes: Buffer.from(mail(subject)) });

const run = (words: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  runBuilt({ words, environment: { ...environment, ...more }, directory });

const rows = (statement: string) => queryDatabase<Record<string, string>>(database.url, statement);

const first = async (statement: string): Promise<string> => String(Object.values((await rows(statement))[0] ?? {})[0]);

const isAtRest = async () =>
  (
    await rows(
      "select from inbound_email where state = 'accepted' union all select from outbox where state in ('queued', 'sending')",
    )
  ).length === 0;

/** A mail that the desk took in, and gave up reading. */
function heldMail(): string {
  const bytes = Buffer.from(mail("Kan ikke læses"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return `with raw as (
      insert into raw_mail (sha256, size, bytes) values ('${sha256}', ${bytes.length}, decode('${bytes.toString("hex")}', 'hex')) returning sha256
    ), held as (
      insert into inbound_email (mailbox_id, sha256, channel, state, last_error)
      select 1, sha256, 'ingest', 'quarantined', 'it took too long to read' from raw returning id
    ) insert into sighting (mailbox_id, folder, uidvalidity, uid, inbound_email_id) select 1, 'held', 1, 1, id from held returning inbound_email_id`;
}

/** What stands for something else in the document, by the command; and what is looked up, or brought about, when it is its turn. */
const PLACES: readonly (readonly [RegExp, string, () => Promise<string> | string])[] = [
  [/^session end/, "KEY", () => "one"],
  [
    /^ticket file/,
    "REF NAME",
    async () =>
      `${await first("select ref from ticket t join message m on m.ticket_id = t.id join attachment a on a.message_id = m.id limit 1")} ${await first("select filename from attachment limit 1")}`,
  ],
  [/^(ticket|sla) /, "REF", () => first("select ref from ticket order by id limit 1")],
  [/^inbound retry/, "ID", () => first(heldMail())],
  [
    /^outbox resolve/,
    "ID",
    () =>
      first(
        "update outbox set state = 'uncertain', next_at = null where id = (select max(id) from outbox where state = 'sent') returning id",
      ),
  ],
  [
    /^webhook replay/,
    "ID(...)?",
    () =>
      first(
        "insert into webhook_delivery (webhook, event, payload, state, next_at) values ('chat', 'alert.breach', '{}', 'dead', null) returning id",
      ),
  ],
  [/^webhook secret/, "NAME", () => "chat"],
  [/^key revoke/, "ID", () => first("select max(id) from api_key where revoked_at is null")],
  [/^key create/, "NAME", () => "portal"],
  [/^(restore|drill)/, "\\[?FILE\\]?", () => backup],
  [/^restore/, "TIME", () => new Date().toISOString()],
  [/^ingest/, "PATH\\.\\.\\.", () => "one.eml"],
  [
    /^suppression remove/,
    "ADDRESS",
    () => first("insert into suppression (address, why) values ('gone@north.example', '550 5.1.1') returning address"),
  ],
  [/^COMMAND/, "COMMAND", () => "check"],
];

async function fill(command: string): Promise<string> {
  let filled = command;
  for (const [of, place, find] of PLACES) {
    const hole = new RegExp(`(?<= )${place}(?= |$)|^${place}(?= )`);
    if (of.test(command) && hole.test(filled)) filled = filled.replace(hole, await Promise.resolve(find()));
  }
  expect(filled.replaceAll(backup, "").replace(/\b(KE-\d+)\b/g, "")).not.toMatch(/\b[A-Z]{2,}\b(?![-\w.])/);
  return filled;
}

/** A mention of a command without what it needs, as in "run `svartid restore`": it must exist, and is no line to be typed. */
function isName(command: string): boolean {
  const found = tree.find(({ name }) => name === command)?.command;
  return (
    found !== undefined &&
    (found.registeredArguments.some(({ required }) => required) || found.options.some(({ mandatory }) => mandatory))
  );
}

test.each(commands.filter((command) => !isName(command) && command !== "start"))(
  "svartid %s",
  async (command) => {
    const empty = command.startsWith("restore") ? await createEmptyDatabase() : null;
    try {
      if (command.startsWith("audit")) await eventually("no mail is in hand", isAtRest);
      const words = wordsOfExample(`svartid ${await fill(command)}`);
      const { code, out, err } = await run(words, empty === null ? {} : { DATABASE_URL: empty.url });
      expect({ code, said: code === 0 ? "" : out + err }).toEqual({ code: 0, said: "" });
    } finally {
      await empty?.drop();
    }
  },
  LIMIT_MS,
);

test("there are as many as a runbook has, and those that are only named exist", () => {
  expect(commands.length).toBeGreaterThan(60);
  const named = commands.filter(isName);
  expect(named).toContain("restore");
  const flags = [...RUNBOOK.matchAll(/`(--[a-z][a-z-]+)/g)].map(([, flag = ""]) => flag);
  expect(flags).toContain("--resend");
  expect(flags.filter((flag) => !isKnownOption(flag))).toEqual([]);
});

function isKnownOption(flag: string): boolean {
  return tree.some(({ command }) => command.options.some(({ long }) => long === flag));
}
