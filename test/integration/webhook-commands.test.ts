import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createAlertList } from "../../src/adapters/postgres/alert-list.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import { signWebhook } from "../../src/adapters/webhook/sign-webhook.ts";
import { audit } from "../../src/usecases/audit.ts";
import { auditWebhooks } from "../../src/usecases/audit-webhooks.ts";
import { postWebhooks } from "../../src/usecases/post-webhooks.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { runCli } from "../support/run-cli.ts";
import { until } from "../support/until.ts";
import { openWebhookDesk, type WebhookDesk } from "../support/webhook-desk.ts";
import { type ReceivedPost, startWebhookReceiver, status, type WebhookReceiver } from "../support/webhook-receiver.ts";

const PROGRAM = join(process.cwd(), "dist/cli/program.js");
const SECRETS = [`whsec_${Buffer.alloc(32, 1).toString("base64")}`, `whsec_${Buffer.alloc(32, 2).toString("base64")}`];
const DESK = `
desk: { name: Test Support, address: support@desk.example, opsAddress: ops@desk.example }
agents: { one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] } }
ladder: [{ at: 0h, to: [ops, "webhook:chat", "webhook:own", "webhook:team", "webhook:plain"] }]
webhooks:
  - { name: chat, url: "\${CHAT_URL}", secret: "\${CHAT_SECRET}", allowPrivate: true }
  - { name: own, url: https://localhost/S3CRET-PATH }
  - { name: team, url: "https://hooks.invalid/S3CRET-PATH", format: slack }
  - { name: plain, url: "\${CHAT_URL}", allowPrivate: true }
`;

let database: TestDatabase;
let receiver: WebhookReceiver;
let desk: WebhookDesk;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startWebhookReceiver();
  desk = await openWebhookDesk(database.url, [receiver.url]);
  receiver.answer(status(410));
  await desk.breach();
  await postWebhooks(desk.services, 10);
  await desk.breach();
  directory = mkdtempSync(join(tmpdir(), "svartid-webhooks-"));
  writeFileSync(join(directory, "desk.yaml"), DESK);
  environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    SVARTID_DESK: "desk.yaml",
    SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
    CHAT_URL: `${receiver.url}/S3CRET-PATH`,
    CHAT_SECRET: SECRETS.join(", "),
  };
});
afterAll(async () => {
  await desk.close();
  await receiver.stop();
  await database.drop();
  rmSync(directory, { recursive: true });
});

const svartid = (...words: string[]) => runCli(words, environment, directory);

test("dead deliveries are listed with what the receiver answered, for people and as JSON", async () => {
  const listed = JSON.parse((await svartid("webhook", "list", "--state", "dead", "--json")).out);
  expect(listed).toMatchObject([{ id: 1, webhook: "chat", event: "alert.breach", state: "dead", attempts: 1 }]);
  expect(listed[0]).toMatchObject({ lastError: "HTTP 410", nextAt: null, deliveredAt: null });
  const table = await svartid("webhook", "list");
  expect(table.code).toBe(0);
  expect(table.out).toMatch(/2\s+chat\s+alert\.breach\s+queued/);
  expect((await svartid("webhook", "list", "--state", "lost")).code).toBe(2);
});

test("the measures, the list of alerts and the audit count deliveries by state; a dead one is accounted for", async () => {
  const measures = await createMeasureStore(desk.database).read();
  expect(measures.webhooks).toEqual({ queued: 1, sending: 0, deferred: 0, delivered: 0, dead: 1 });
  expect(measures.oldestToPostAt).not.toBeNull();
  const alerts = await createAlertList(desk.database).list({ limit: 10 });
  expect(alerts.map(({ recipient, delivery }) => `${recipient} ${delivery}`)).toEqual([
    "webhook:chat queued",
    "ops@desk.example queued",
    "webhook:chat dead",
    "ops@desk.example queued",
  ]);
  const report = await audit([auditWebhooks(desk.services.unitOfWork.reading.webhooks)]);
  expect(report).toMatchObject({ ok: true, unaccounted: 0 });
  expect(report.checks.find(({ name }) => name === "webhooks: dead")?.count).toBe(1);
});

test("replay queues all that are named or none", async () => {
  const wrong = await svartid("webhook", "replay", "1", "999");
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain("delivery 999 is not there, or is being posted just now: svartid webhook list shows it");
  expect(JSON.parse((await svartid("webhook", "list", "--state", "dead", "--json")).out)).toHaveLength(1);
  const right = await svartid("webhook", "replay", "1");
  expect([right.code, right.out]).toEqual([0, "Delivery 1 is queued again.\n"]);
  await postWebhooks(desk.services, 10);
  expect((await desk.deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
});

test("the secret for a receiver is the desk file's, or one derived for this webhook alone", async () => {
  expect((await svartid("webhook", "secret", "chat")).out).toBe(`${SECRETS.join("\n")}\n`);
  const own = (await svartid("webhook", "secret", "own")).out;
  expect(own).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
  expect((await svartid("webhook", "secret", "team")).err).toContain("which checks no signature");
  expect((await svartid("webhook", "secret", "chart")).err).toContain("known are chat, own, team, plain");
});

test("the configuration shows neither the path of a webhook nor its secret", async () => {
  for (const words of [["config"], ["config", "--json"]]) {
    const { code, out, err } = await svartid(...words);
    expect(code).toBe(0);
    expect(out + err).not.toContain("S3CRET-PATH");
    for (const secret of SECRETS) expect(out + err).not.toContain(secret);
  }
});

test("check says which receivers cannot be posted to and how to mend it, and posts nothing", async () => {
  const before = receiver.posts.length;
  const { checks } = JSON.parse((await svartid("check", "--json")).out);
  const about = (name: string) => checks.find((check: { name: string }) => check.name === `webhook ${name}`);
  expect(about("chat")).toMatchObject({ ok: true, mend: null });
  expect(about("own")).toMatchObject({ ok: false });
  expect(about("own").detail).toMatch(/^localhost: .* is loopback, not public/);
  expect(about("own").mend).toContain("allowPrivate: true");
  expect(about("team")).toMatchObject({ ok: false });
  expect(about("team").mend).toContain("Correct the url of the webhook team");
  expect(JSON.stringify(checks)).not.toContain("S3CRET-PATH");
  expect(receiver.posts).toHaveLength(before);
});

test("a started desk posts what is queued, signed with the secret derived for the webhook", async () => {
  const { webhooks } = desk.services.unitOfWork.reading;
  await webhooks.insert({ webhook: "plain", event: "alert.warning", escalationId: 1, ticketId: 1, payload: "{}" });
  const secret = (await svartid("webhook", "secret", "plain")).out.trim();
  const before = receiver.posts.length;
  const child = spawn(process.execPath, [PROGRAM, "start", "--role", "worker"], {
    cwd: directory,
    env: { ...environment, LOG_LEVEL: "error" },
    stdio: "ignore",
  });
  try {
    await until(() => receiver.posts.length > before);
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  const { headers, body } = receiver.posts.at(-1) as ReceivedPost;
  const webhookId = String(headers["webhook-id"]);
  const timestamp = Number(headers["webhook-timestamp"]);
  expect(body).toBe("{}");
  const signature = signWebhook([secret], { webhookId, timestamp, payload: Buffer.from(body) });
  expect(headers["webhook-signature"]).toBe(signature);
  expect((await desk.deliveries())[0]).toMatchObject({ webhook: "plain", state: "delivered" });
}, 120_000);
