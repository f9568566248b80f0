import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createWebhookSender } from "../../src/adapters/webhook/create-webhook-sender.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { type Tracer, UNTRACED } from "../../src/usecases/ports/tracer.ts";
import type { WebhookSender } from "../../src/usecases/ports/webhook-sender.ts";
import { postWebhooks } from "../../src/usecases/post-webhooks.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { selfSigned } from "../support/self-signed.ts";
import { until } from "../support/until.ts";
import { openWebhookDesk, WEBHOOK_SECRET, type WebhookDesk } from "../support/webhook-desk.ts";
import {
  type Answer,
  drop,
  endless,
  type ReceivedPost,
  stall,
  startWebhookReceiver,
  status,
  type WebhookReceiver,
} from "../support/webhook-receiver.ts";

const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/posting-worker.ts", import.meta.url));

let database: TestDatabase;
let receiver: WebhookReceiver;
let desk: WebhookDesk;

beforeEach(async () => {
  database = await createTestDatabase();
  receiver = await startWebhookReceiver();
  desk = await openWebhookDesk(database.url, [`${receiver.url}/hook/S3CRET-PATH`], { timeoutMs: 60_000 });
});
afterEach(async () => {
  await desk.close();
  await receiver.stop();
  await database.drop();
});

const post = () => postWebhooks(desk.services, 100);
const only = async () => {
  const [delivery, ...others] = await desk.deliveries();
  expect(others).toEqual([]);
  return delivery;
};
const mails = () => desk.database.selectFrom("outbox").select(["class", "bytes", "ticket_id"]).orderBy("id").execute();
const mailsAboutWebhooks = async () => (await mails()).filter((mail) => mail.ticket_id === null);

function isSigned({ headers, body }: ReceivedPost): boolean {
  const key = Buffer.from(WEBHOOK_SECRET.slice("whsec_".length), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}

test("each post is a span of its own, with its result, and nothing of what was posted", async () => {
  const spans: object[] = [];
  const tracer: Tracer = {
    ...UNTRACED,
    span: (name, options, work) => work((facts) => void spans.push({ name, ...options, noted: facts })),
  };
  await desk.breach();
  receiver.answer(status(503));
  await postWebhooks({ ...desk.services, tracer }, 100);
  const delivery = await only();
  expect(spans).toEqual([
    {
      name: "post webhook",
      kind: "client",
      continues: { traceParent: null },
      facts: { "svartid.delivery.id": delivery?.id, "svartid.webhook": "chat", "svartid.attempt": 1 },
      noted: { "svartid.result": "answered" },
    },
  ]);
});

test("a step that fires posts its alert once, signed, with what is known of the ticket", async () => {
  await desk.breach();
  expect(await desk.alerts()).toMatchObject([{ recipient: "ops@desk.example" }, { recipient: "webhook:chat" }]);
  expect(await post()).toBe(1);
  expect(await post()).toBe(0);
  expect(receiver.posts).toHaveLength(1);
  const [received] = receiver.posts as [ReceivedPost];
  expect(isSigned(received)).toBe(true);
  expect(received.headers["content-type"]).toMatch(/^application\/json/);
  expect(JSON.parse(received.body)).toMatchObject({
    type: "alert.breach",
    data: {
      subject: "Nothing works",
      promise: "first_response",
      targetMinutes: 240,
      leftMinutes: 0,
      overdueMinutes: 10,
    },
  });
  expect(JSON.parse(received.body).data.url).toMatch(/^https:\/\/desk\.example\/tickets\/SV-TEST/);
  expect(received.body).not.toContain("requester");
  expect(await only()).toMatchObject({ state: "delivered", attempts: 1, nextAt: null });
});

const failures: [string, Answer, string][] = [
  ["drops the connection", drop, "ECONNRESET"],
  ["fails", status(500), "HTTP 500"],
  ["asks for less", status(429, { "retry-after": "120" }), "HTTP 429"],
  [
    "is away",
    status(503, { "retry-after": "Thu, 01 Jan 2026 00:02:00 GMT", date: "Thu, 01 Jan 2026 00:00:00 GMT" }),
    "HTTP 503",
  ],
];
test.each(failures)("a receiver that %s gets the same bytes under the same id later", async (_, answer, lastError) => {
  receiver.answer(answer);
  await desk.breach();
  await post();
  const deferred = await only();
  expect(deferred).toMatchObject({ state: "deferred", attempts: 1, lastError });
  expect(await post()).toBe(0);
  await desk.moveTime(3);
  expect(await post()).toBe(1);
  expect(await only()).toMatchObject({ state: "delivered", attempts: 2, lastError: null });
  const [first, second] = receiver.posts as [ReceivedPost, ReceivedPost];
  expect(second.body).toBe(first.body);
  expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
  expect(second.headers["webhook-timestamp"]).not.toBe(first.headers["webhook-timestamp"]);
  expect(isSigned(second)).toBe(true);
});

test("a receiver that stalls is given up after a while: before its status it is asked again, after it the status counts", async () => {
  const hasty = await openWebhookDesk(database.url, [receiver.url], { timeoutMs: 500 });
  try {
    receiver.answer(stall, (response) => void response.writeHead(404).write("no_"));
    await desk.breach();
    await postWebhooks(hasty.services, 1);
    expect(await only()).toMatchObject({ state: "deferred", lastError: "ETIMEDOUT" });
    await desk.moveTime(1);
    await postWebhooks(hasty.services, 1);
    expect(await only()).toMatchObject({ state: "dead", attempts: 2 });
    expect((await only())?.lastError).toMatch(/^HTTP 404/);
  } finally {
    await hasty.close();
  }
});

test("Retry-After is waited for, in seconds and as a date", async () => {
  receiver.answer(failures[2]![1], failures[3]![1]);
  await desk.breach();
  await post();
  await desk.moveTime(1);
  expect(await post()).toBe(0);
  await desk.moveTime(1.1);
  expect(await post()).toBe(1);
  await desk.moveTime(1);
  expect(await post()).toBe(0);
  await desk.moveTime(1.1);
  expect(await post()).toBe(1);
  expect(await only()).toMatchObject({ state: "delivered" });
});

test("a receiver that is down is asked for one delivery, and takes all of them once it is back", async () => {
  receiver.answer(status(502));
  for (let ticket = 0; ticket < 5; ticket++) await desk.breach();
  expect(await post()).toBe(1);
  expect(await post()).toBe(0);
  await desk.moveTime(1);
  expect(await post()).toBe(5);
  expect((await desk.deliveries()).map(({ state }) => state)).toEqual(Array(5).fill("delivered"));
  expect(new Set(receiver.posts.map(({ headers }) => headers["webhook-id"])).size).toBe(5);
});

test("one receiver that is down keeps nothing from another", async () => {
  const other = await startWebhookReceiver();
  const both = await openWebhookDesk(database.url, [receiver.url, other.url]);
  try {
    receiver.answer(status(500), status(500));
    await both.breach();
    await both.breach();
    await postWebhooks(both.services, 100);
    expect(receiver.posts).toHaveLength(1);
    expect(other.posts).toHaveLength(2);
  } finally {
    await both.close();
    await other.stop();
  }
});

test.each([404, 410, 400, 401])(
  "an answer of %i is final: the delivery is dead, and operations hear of it once",
  async (code) => {
    receiver.answer(status(code), status(code));
    await desk.breach();
    await post();
    await desk.breach();
    await post();
    expect((await desk.deliveries()).map(({ state, lastError }) => `${state} ${lastError}`)).toEqual(
      Array(2).fill(`dead HTTP ${code}`),
    );
    const [mail, ...more] = await mailsAboutWebhooks();
    expect(more).toEqual([]);
    expect(mail?.class).toBe("alert");
    expect(Buffer.from(mail?.bytes ?? []).toString("latin1")).toMatch(/^To: ops@desk\.example/m);
    await desk.moveTime(600);
    expect(await post()).toBe(0);
  },
);

test("a refused mail about a webhook does not count as told: the next failure tries again", async () => {
  receiver.answer(...Array<Answer>(8).fill(drop));
  await desk.breach();
  const logged: unknown[] = [];
  const log = { ...desk.services.log, error: (fields: Record<string, unknown>) => void logged.push(fields.webhook) };
  const { desk: agreement } = desk.services;
  const nowhere = { ...desk.services, log, desk: { ...agreement, desk: { ...agreement.desk, opsAddress: "nowhere" } } };
  for (let attempt = 0; attempt < 6; attempt++) {
    await postWebhooks(nowhere, 100);
    await desk.moveTime(13);
  }
  expect(logged).toEqual(["chat", "chat"]);
  expect(await mailsAboutWebhooks()).toEqual([]);
  await post();
  expect(await mailsAboutWebhooks()).toHaveLength(1);
});

test("operations hear of a receiver that is down within minutes, once, and the alert still arrives", async () => {
  receiver.answer(...Array<Answer>(8).fill(drop));
  await desk.breach();
  const told: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    await post();
    told.push((await mailsAboutWebhooks()).length);
    await desk.moveTime(13);
  }
  expect(told).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1]);
  expect(await only()).toMatchObject({ state: "delivered", attempts: 9 });
});

test("a delivery that cannot be queued stops neither the breach nor the mails", async () => {
  await sql`drop table webhook_delivery`.execute(desk.database);
  await desk.breach();
  expect((await desk.alerts()).map(({ recipient }) => recipient)).toEqual(["ops@desk.example", "webhook:chat"]);
  expect(await mails()).toHaveLength(1);
});

test("operations hear of a webhook again when it failed, worked and failed", async () => {
  receiver.answer(status(410), status(200), status(410));
  for (let ticket = 0; ticket < 3; ticket++) {
    await desk.breach();
    await post();
  }
  expect(await mailsAboutWebhooks()).toHaveLength(2);
});

test("a redirect is not followed", async () => {
  const inside = await startWebhookReceiver();
  try {
    receiver.answer(status(302, { location: `${inside.url}/internal` }), status(307, { location: inside.url }));
    await desk.breach();
    await desk.breach();
    await post();
    expect(inside.posts).toEqual([]);
    expect((await desk.deliveries()).map(({ state }) => state)).toEqual(["dead", "dead"]);
    expect((await desk.deliveries())[1]?.lastError).toBe("HTTP 302, a redirect, which is not followed");
  } finally {
    await inside.stop();
  }
});

test("of an answer only a code of one word is kept: neither an endless body nor one that repeats the URL", async () => {
  receiver.answer(
    endless(404),
    status(404, {}, "Cannot POST /hook/S3CRET-PATH"),
    status(404, {}, "no_active_hooks\n"),
    endless(200),
  );
  for (let ticket = 0; ticket < 4; ticket++) await desk.breach();
  await post();
  const errors = (await desk.deliveries()).map(({ lastError }) => lastError).reverse();
  expect(errors).toEqual(["HTTP 404", "HTTP 404", "HTTP 404 no_active_hooks", null]);
});

test("a dead delivery is posted again when a person asks for it, under the same id", async () => {
  receiver.answer(status(404));
  await desk.breach();
  await post();
  const dead = await only();
  const { webhooks } = desk.services.unitOfWork.reading;
  expect(await webhooks.replay(dead?.id ?? 0)).toBe(true);
  expect(await webhooks.replay(999_999)).toBe(false);
  expect(await post()).toBe(1);
  expect(await only()).toMatchObject({ state: "delivered", webhookId: dead?.webhookId });
});

test("a replay does not wait for the rest of its receiver", async () => {
  receiver.answer(status(429, { "retry-after": "3600" }));
  await desk.breach();
  await post();
  expect(await post()).toBe(0);
  await desk.services.unitOfWork.reading.webhooks.replay((await only())?.id ?? 0);
  expect(await post()).toBe(1);
  expect(await only()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("what is being posted cannot be replayed, and is given up after a day when its sender died", async () => {
  await desk.breach();
  const { webhooks } = desk.services.unitOfWork.reading;
  const claimed = await webhooks.claim(["chat"], 60);
  expect(await webhooks.replay(claimed?.id ?? 0)).toBe(false);
  const without = { ...desk.services, senders: new Map() };
  await desk.moveTime(24 * 60 + 1);
  await postWebhooks(without, 100);
  expect(await only()).toMatchObject({ state: "dead" });
});

test("a step is queued for a webhook once, however often it is asked for", async () => {
  await desk.breach();
  const [row] = await desk.database.selectFrom("webhook_delivery").selectAll().execute();
  const again = { webhook: "chat", event: "alert.breach", payload: "{}" } as const;
  const { webhooks } = desk.services.unitOfWork.reading;
  await webhooks.insert({ ...again, escalationId: row?.escalation_id ?? 0, ticketId: row?.ticket_id ?? 0 });
  await post();
  expect(receiver.posts).toHaveLength(1);
});

test("what no receiver took in a day is dead, also where no desk knows the webhook any more", async () => {
  receiver.answer(status(500));
  await desk.breach();
  await post();
  await desk.breach();
  const without = { ...desk.services, senders: new Map() };
  await desk.moveTime(23 * 60);
  expect(await postWebhooks(without, 100)).toBe(0);
  expect((await desk.deliveries()).map(({ state }) => state)).toEqual(["queued", "deferred"]);
  await desk.moveTime(61);
  await postWebhooks(without, 100);
  expect((await desk.deliveries()).map(({ state, lastError }) => `${state} ${lastError}`)).toEqual([
    "dead not tried: no desk with this webhook was running",
    "dead HTTP 500",
  ]);
  expect(await mailsAboutWebhooks()).toHaveLength(1);
});

test("killed after the receiver has it and before that is written, a delivery arrives again under its id", async () => {
  await desk.breach();
  receiver.answer(stall);
  const child = spawn(process.execPath, [RUNNER, WORKER, database.url, `${receiver.url}/hook/S3CRET-PATH`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await until(() => receiver.posts.length === 1);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await only()).toMatchObject({ state: "sending", attempts: 1 });
  expect(await post()).toBe(0);
  await desk.moveTime(1.1);
  expect(await post()).toBe(1);
  expect(await only()).toMatchObject({ state: "delivered", attempts: 2 });
  const [first, second] = receiver.posts as [ReceivedPost, ReceivedPost];
  expect([second.headers["webhook-id"], second.body]).toEqual([first.headers["webhook-id"], first.body]);
}, 120_000);

test("many posters side by side post each delivery once", async () => {
  for (let ticket = 0; ticket < 12; ticket++) await desk.breach();
  await Promise.all(Array.from({ length: 4 }, post));
  expect(receiver.posts).toHaveLength(12);
  expect(new Set(receiver.posts.map(({ headers }) => headers["webhook-id"])).size).toBe(12);
});

test("a sender whose lease ran out writes nothing over the one that took the row", async () => {
  await desk.breach();
  const { webhooks } = desk.services.unitOfWork.reading;
  const first = await webhooks.claim(["chat"], 60);
  await desk.moveTime(2);
  const second = await webhooks.claim(["chat"], 60);
  const dead = { state: "dead", nextAt: null, lastError: "HTTP 410" } as const;
  expect(await webhooks.recordOutcome(first?.id ?? 0, first?.epoch ?? 0, dead)).toBe(false);
  expect(second?.id).toBe(first?.id);
  expect(await only()).toMatchObject({ state: "sending" });
});

test("what a sender heard after it lost the row has no consequence", async () => {
  await desk.breach();
  const slow: WebhookSender = {
    async post() {
      await desk.moveTime(2);
      await post();
      return { kind: "answered", status: 410, retryAfterSeconds: null, word: null };
    },
  };
  await postWebhooks({ ...desk.services, senders: new Map([["chat", slow]]) }, 1);
  expect(await only()).toMatchObject({ state: "delivered", attempts: 2 });
  expect(await mailsAboutWebhooks()).toEqual([]);
});

test("neither the path of a URL nor a secret is stored anywhere", async () => {
  receiver.answer(status(404, {}, "S3CRET-PATH"));
  await desk.breach();
  await post();
  for (const table of ["desk_version", "webhook", "webhook_delivery", "alert", "ticket_event", "outbox"] as const) {
    const rows = await desk.database.selectFrom(table).selectAll().execute();
    const written = JSON.stringify(rows, (_key, value) =>
      value?.type === "Buffer" ? String(Buffer.from(value)) : value,
    );
    expect(written).not.toContain("S3CRET-PATH");
    expect(written).not.toContain(WEBHOOK_SECRET.slice("whsec_".length));
  }
});

const DELIVERY = { webhookId: "msg_1", payload: Buffer.from("{}"), at: instant(1_800_000_000_000) };
const PINNED = "hooks.desk.example";

test("without allowPrivate a name that resolves into our own network is refused, and nothing connects", async () => {
  const webhook = { url: `http://${PINNED}:${receiver.port}/`, format: "standard", allowPrivate: false } as const;
  const lookUp = async () => [{ address: "127.0.0.1", family: 4 }];
  const result = await createWebhookSender(webhook, [WEBHOOK_SECRET], { lookUp }).post(DELIVERY);
  expect(result).toEqual({ kind: "refused", why: "127.0.0.1 is loopback, not public" });
  expect(receiver.posts).toEqual([]);
});

test("a name is resolved once, and the connection goes to that address under the name's certificate", async () => {
  const secure = await startWebhookReceiver(selfSigned(PINNED));
  const certificate = selfSigned("other.desk.example");
  const other = await startWebhookReceiver(certificate);
  try {
    let asked = 0;
    const lookUp = async () => {
      asked += 1;
      return [{ address: "127.0.0.1", family: 4 }];
    };
    const to = (port: number, ca: string) =>
      createWebhookSender({ url: `https://${PINNED}:${port}/`, format: "standard", allowPrivate: true }, [], {
        lookUp,
        ca,
      }).post(DELIVERY);
    expect(await to(other.port, certificate.cert)).toEqual({
      kind: "unreachable",
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(await to(secure.port, certificate.cert)).toMatchObject({ kind: "unreachable" });
    expect(other.posts).toEqual([]);
    expect(secure.posts).toEqual([]);
    expect(asked).toBe(2);
  } finally {
    await secure.stop();
    await other.stop();
  }
});

test("over TLS a delivery arrives whole", async () => {
  const certificate = selfSigned(PINNED);
  const secure = await startWebhookReceiver(certificate);
  try {
    const webhook = { url: `https://${PINNED}:${secure.port}/a?b=c`, format: "standard", allowPrivate: true } as const;
    const lookUp = async () => [{ address: "127.0.0.1", family: 4 }];
    const sender = createWebhookSender(webhook, [WEBHOOK_SECRET], { lookUp, ca: certificate.cert });
    expect(await sender.post(DELIVERY)).toMatchObject({ kind: "answered", status: 200 });
    expect(secure.posts).toMatchObject([{ path: "/a?b=c", body: "{}", headers: { host: `${PINNED}:${secure.port}` } }]);
  } finally {
    await secure.stop();
  }
});

test("a name that does not exist is tried again later", async () => {
  const webhook = { url: "https://no-such-name.invalid/", format: "standard", allowPrivate: true } as const;
  const lookUp = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
  expect(await createWebhookSender(webhook, [], { lookUp }).post(DELIVERY)).toEqual({
    kind: "unreachable",
    code: "ENOTFOUND",
  });
});
