import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { Redis } from "ioredis";
import pg from "pg";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { useTestLink } from "../support/console-pass.ts";
import { createTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { findSecrets, formsOf } from "../support/find-secrets.ts";
import { beginMail, openLmtp } from "../support/lmtp-client.ts";
import { type QuotingServer, startQuotingImap, startQuotingSmtp } from "../support/quoting-servers.ts";
import { testOn } from "../support/real-server.ts";
import { redis, startRedis } from "../support/redis.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { CLIENT, startTokenServer } from "../support/token-server.ts";

const LIMIT_MS = 180_000;
const USER = "support@desk.example";
const secret = (name: string) => `${name}-${randomBytes(12).toString("hex")}`;

type Texts = Record<string, string>;
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
}, LIMIT_MS);

async function opened<T extends { stop(): Promise<unknown> }>(server: Promise<T>): Promise<T> {
  const there = await server;
  stops.push(() => there.stop());
  return there;
}

/** A desk that is refused everywhere by servers that repeat what they were told, and whose answers leave by a second way. */
async function startStage(redisUrl: string | null) {
  const planted = {
    imapPassword: secret("imap"),
    smtpPassword: secret("smtp"),
    secondPassword: secret("second"),
    deskSecret: `${secret("desk-secret")}, ${secret("former-desk-secret-of-32-bytes")}`,
    webhookSecret: randomBytes(32).toString("base64"),
    webhookPath: secret("path"),
  };
  const [imap, smtp] = [await opened(startQuotingImap()), await opened(startQuotingSmtp())];
  const sink = await opened(startSmtpSink({ user: USER, password: planted.secondPassword }));
  const endpoint = await opened(startTokenServer(USER));
  const database = await createTestDatabase();
  stops.push(database.drop);
  const directory = mkdtempSync(join(tmpdir(), "svartid-leaks-"));
  stops.push(async () => rmSync(directory, { recursive: true, force: true }));
  const refreshToken = endpoint.refreshToken();
  const [port, lmtpPort] = [await findFreePort(), await findFreePort()];
  const login = (password: string) => `${encodeURIComponent(USER)}:${password}`;
  const deskFile = join(directory, "desk.yaml");
  writeFileSync(deskFile, DESK(imap, smtp, endpoint.tokenUrl));
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    IMAP: `imap://${login(planted.imapPassword)}@127.0.0.1:${imap.port}`,
    SMTP: `smtp://${login(planted.smtpPassword)}@127.0.0.1:${smtp.port}`,
    SECOND: `smtp://${login(planted.secondPassword)}@127.0.0.1:${sink.port}`,
    CLIENT_SECRET: CLIENT.clientSecret,
    REFRESH_TOKEN: refreshToken,
    PAGER: `http://127.0.0.1:1/${planted.webhookPath}`,
    PAGER_SECRET: `whsec_${planted.webhookSecret}`,
    SVARTID_DESK: deskFile,
    SVARTID_SECRET: planted.deskSecret,
    SVARTID_DATA_DIR: directory,
    LMTP_LISTEN: `127.0.0.1:${lmtpPort}`,
    HTTP_PORT: String(port),
    LOG_LEVEL: "trace",
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  const logFile = join(directory, "desk.log");
  const program = join(process.cwd(), "dist/cli/program.js");
  const desk = createDeskProcess({ program, environment, url: `http://127.0.0.1:${port}`, logFile });
  stops.push(desk.stop);
  const [first = "", former = ""] = planted.deskSecret.split(", ");
  const { deskSecret: _, ...rest } = planted;
  const secrets = { ...rest, deskSecret: first, formerSecret: former, refreshToken, clientSecret: CLIENT.clientSecret };
  return { desk, secrets, servers: { imap, smtp, sink, endpoint }, database, lmtpPort, logFile };
}

type Stage = Awaited<ReturnType<typeof startStage>>;

const DESK = (imap: QuotingServer, smtp: QuotingServer, tokenUrl: string) => `
desk: { address: ${USER}, opsAddress: ops@desk.example }
mailboxes:
  - { name: support, imap: "\${IMAP}", smtp: "\${SMTP}", fallbacks: ["\${SECOND}"] }
  - name: office
    imap: imap://support%40desk.example@127.0.0.1:${imap.port}
    smtp: smtp://support%40desk.example@127.0.0.1:${smtp.port}
    auth:
      oauth2:
        grant: refresh_token
        tokenUrl: ${tokenUrl}
        clientId: ${CLIENT.clientId}
        clientSecret: "\${CLIENT_SECRET}"
        refreshToken: "\${REFRESH_TOKEN}"
webhooks:
  - { name: pager, url: "\${PAGER}", secret: "\${PAGER_SECRET}", allowPrivate: true }
`;

const MAIL = [
  "From: Kirsten <kirsten@north.example>",
  `To: ${USER}`,
  "Subject: Printeren",
  "Message-ID: <leaks-1@north.example>",
  `Date: ${new Date().toUTCString()}`,
  "",
  "Den printer ikke.",
  ".",
  "",
].join("\r\n");

async function sendMail({ lmtpPort }: Stage): Promise<void> {
  const client = await openLmtp({ port: lmtpPort });
  await beginMail(client, [USER]);
  await client.say("DATA");
  client.write(MAIL);
  expect(await client.reply()).toMatch(/^250/);
  client.cut();
}

/** Right and wrong keys wherever a client may put one; gives what was answered. */
async function callApi({ desk }: Stage, right: string, wrong: string): Promise<Texts> {
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(desk.url + path, { redirect: "manual", ...init });
    return `${response.status} ${[...response.headers].join("\n")}\n${await response.text()}`;
  };
  const answers: Texts = {};
  for (const [name, key] of Object.entries({ right, wrong })) {
    const headers = { authorization: `Bearer ${key}` };
    answers[`list, ${name} key`] = await ask("/api/v1/tickets", { headers });
    answers[`audit, ${name} key`] = await ask("/api/v1/audit", { headers });
    answers[`metrics, ${name} key`] = await ask("/metrics", { headers });
    answers[`key of a path, ${name} key`] = await ask(`/api/v1/tickets/${key}`, { headers });
    answers[`key of a query, ${name} key`] = await ask(`/api/v1/tickets?key=${key}`);
    answers[`basic, ${name} key`] = await ask("/api/v1/tickets", {
      headers: { authorization: `Basic ${Buffer.from(`x:${key}`).toString("base64")}` },
    });
    answers[`broken body, ${name} key`] = await ask("/api/v1/tickets", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: `{"key": "${key}"`,
    });
  }
  for (const path of ["/readyz", "/healthz", "/openapi.json"]) answers[path] = await ask(path);
  return answers;
}

async function signIn({ desk }: Stage, key: string): Promise<string> {
  const response = await fetch(`${desk.url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: desk.url },
    body: new URLSearchParams({ key }),
  });
  return await response.text();
}

async function dumpDatabase(url: string): Promise<Texts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: Texts = {};
    for (const { name } of rows) {
      const found = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
      texts[`table ${name}`] = found.rows.map(({ row }) => row).join("\n");
    }
    return texts;
  } finally {
    await client.end();
  }
}

async function dumpRedis(url: string): Promise<Texts> {
  const client = new Redis(url);
  const read: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hgetall(key),
    list: (key) => client.lrange(key, 0, -1),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, "0", "-1"),
    stream: (key) => client.xrange(key, "-", "+"),
  };
  try {
    const texts: Texts = {};
    for (const key of await client.keys("*")) {
      texts[`Redis ${key}`] = key + JSON.stringify(await read[await client.type(key)]?.(key));
    }
    return texts;
  } finally {
    client.disconnect();
  }
}

/** What the commands print that print no secret by their purpose. */
async function runCommands(desk: DeskProcess): Promise<Texts> {
  const commands = ["config", "config --json", "check", "check --json", "outbox list --json", "audit events --json"];
  const printed = commands.map(
    async (words) => [`svartid ${words}`, (await desk.run(words.split(" "))).output] as const,
  );
  return Object.fromEntries(await Promise.all(printed));
}

async function play(stage: Stage): Promise<{ secrets: Record<string, string>; texts: Texts }> {
  const { desk, servers, database } = stage;
  await desk.start();
  const made = await desk.run([
    "key",
    "create",
    "--name",
    "k",
    "--scope",
    "read",
    "write",
    "admin",
    "metrics",
    "--json",
  ]);
  const { key } = JSON.parse(made.output) as { key: string };
  const { url: link } = JSON.parse((await desk.run(["console-link", "--json"])).output) as { url: string };
  const wrong = key.slice(0, -6) + key.slice(-6).split("").reverse().join("x");
  await sendMail(stage);
  await eventually("the acknowledgement leaves by the second way", () => servers.sink.deliveries.length > 0);
  const answers = await callApi(stage, key, wrong);
  const pages = { "wrong sign-in": await signIn(stage, wrong), "right sign-in": await signIn(stage, key) };
  await fetch(link);
  expect((await useTestLink(link, desk.url)).status).toBe(303);
  await eventually("the desk logs in with a token", () => servers.imap.logins.some((login) => /Bearer/.test(login)));
  const commands = await runCommands(desk);
  const tables = await dumpDatabase(database.url);
  const readiness = await (await fetch(`${desk.url}/readyz`)).text();
  await desk.stop();
  const bearers = [...servers.imap.logins, ...servers.smtp.logins].flatMap(
    (login) => /Bearer ([\w-]+)/.exec(login)?.[1] ?? [],
  );
  const secrets = {
    ...stage.secrets,
    key,
    wrong,
    link: new URL(link).searchParams.get("token") ?? "",
    rotatedRefreshToken: servers.endpoint.refreshToken(),
    accessToken: bearers[0] ?? "",
  };
  const log = { log: readFileSync(stage.logFile, "utf8") };
  return { secrets, texts: { ...answers, ...pages, ...commands, ...tables, ...log, readiness } };
}

/** The secrets were in use, and what was looked through is what it should be. */
function expectPlayed({ servers, secrets }: Stage, texts: Texts): void {
  const logins = [...servers.imap.logins, ...servers.smtp.logins].join("\n");
  for (const used of [secrets.imapPassword, secrets.smtpPassword]) expect(logins).toContain(used);
  expect(texts["list, right key"]).toMatch(/^200 [\s\S]*Printeren/);
  expect(texts["list, wrong key"]).toMatch(/^401 /);
  expect(texts["table public.access_token"]).toMatch(/"state"/);
  expect(texts["table public.inbound_email"]).toMatch(/north\.example/);
  expect(texts["svartid check"]).toMatch(/refused/);
  expect(texts.log).toMatch(/"level":"?(?:10|20|trace|debug)/);
}

test("what is looked for is found however it is written", () => {
  const canary = "geheim: ø&=%-0123456789";
  const written = [
    canary,
    encodeURIComponent(canary),
    JSON.stringify({ canary }),
    Buffer.from(`\0user\0${canary}`).toString("base64"),
    Buffer.from(`user=x\x01auth=Bearer ${canary}\x01\x01`).toString("base64"),
    Buffer.from(`xx${canary}y`).toString("base64url"),
    Buffer.from(canary).toString("hex"),
  ];
  for (const text of written) expect(findSecrets({ canary }, { text: `a ${text} b` })).toHaveLength(1);
  expect(findSecrets({ canary }, { text: formsOf("another: ø&=%-0123456789").join(" ") })).toEqual([]);
});

test(
  "no secret leaves a desk whose servers repeat what they are told: log, pages, commands, tables",
  async () => {
    const stage = await startStage(null);
    const { secrets, texts } = await play(stage);
    expectPlayed(stage, texts);
    expect(findSecrets(secrets, texts)).toEqual([]);
  },
  LIMIT_MS,
);

testOn(redis)(
  "and none through a queue on Redis, nor the password of Redis itself",
  async () => {
    const server = await opened(startRedis());
    const redisPassword = secret("redis");
    const owner = new Redis(server.url);
    await owner.config("SET", "requirepass", redisPassword);
    owner.disconnect();
    const url = server.url.replace("redis://", `redis://:${redisPassword}@`);
    const stage = await startStage(url);
    const { secrets, texts } = await play(stage);
    const queue = await dumpRedis(url);
    expect(Object.keys(queue).join(" ")).toMatch(/bull|svartid/);
    expect(findSecrets({ ...secrets, redisPassword }, { ...texts, ...queue })).toEqual([]);
  },
  LIMIT_MS,
);
