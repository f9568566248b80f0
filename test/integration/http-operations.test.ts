import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { makeKey } from "../../src/wire-readers.ts";
import { type ConsoleDesk, openConsoleDesk, tellMonday } from "../support/console-desk.ts";
import { openTestSession } from "../support/console-pass.ts";

let desk: ConsoleDesk;
let http: Awaited<ReturnType<typeof startHttp>>;
let woken = 0;
let key: string;

beforeAll(async () => {
  desk = await openConsoleDesk();
  await tellMonday(desk);
  http = await startHttp(desk.world.desk.open, () => void woken++);
  key = await keyOf(null);
});
afterAll(async () => {
  await http.stop();
  await desk.close();
});

const stores = () => desk.world.desk.open.unitOfWork.reading;

async function keyOf(agent: string | null, ...scopes: ("read" | "write")[]): Promise<string> {
  const wanted = { name: "robot", scopes: scopes.length === 0 ? (["read", "write"] as const) : scopes, agent };
  const made = await makeKey(desk.world.desk.open, SYSTEM, { ...wanted, scopes: [...wanted.scopes] });
  if (!made.ok) throw new Error(made.why);
  return made.key;
}

async function post(path: string, body?: object, by = key) {
  const answer = await fetch(`${http.url}/api/v1/${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${by}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const signedIn = () => openTestSession(desk.world.desk.open, "olga");
const newestRecord = async () => (await stores().audit.list({ limit: 1 }))[0];
const firstOf = async (state: "uncertain" | "failed" | "queued") =>
  (await stores().outbox.list({ state, limit: 1 }))[0]?.id ?? 0;

async function delivery(state: string): Promise<number> {
  const row = await sql<{ id: number }>`insert into webhook_delivery (webhook, event, payload, state)
    values ('chat', 'alert.breach', '{}', ${state}) returning id`.execute(desk.db);
  return row.rows[0]?.id ?? 0;
}

test("a quarantined mail is filed again, and the worker is woken for it", async () => {
  const [email] = await stores().inbound.list({ state: "quarantined", limit: 1 });
  const id = email?.id ?? 0;
  const before = woken;
  expect(await post(`inbound/${id}/retry`)).toEqual({ status: 200, body: { id, state: "accepted" } });
  expect((await stores().inbound.find(id))?.state).toBe("accepted");
  expect(woken).toBe(before + 1);
  expect(await newestRecord()).toMatchObject({
    action: "inbound.retried",
    actor: { kind: "key" },
    subject: { kind: "inbound", id: String(id) },
  });
  const again = await post(`inbound/${id}/retry`);
  expect(again).toMatchObject({ status: 409, body: { code: "wrong-state" } });
  expect(again.body.detail).toContain("It is accepted: only a quarantined mail");
  expect((await post("inbound/999999/retry")).body).toMatchObject({
    code: "not-found",
    detail: expect.stringContaining("999999"),
  });
  expect(woken).toBe(before + 1);
});

test("of an uncertain mail it is said that it arrived: history and audit trail say which key did", async () => {
  const id = await firstOf("uncertain");
  const ticketId = (await stores().outbox.find(id))?.ticketId ?? 0;
  const before = woken;
  expect(await post(`outbox/${id}/resolve`, { resolution: "sent" })).toEqual({
    status: 200,
    body: { id, state: "sent" },
  });
  expect(woken).toBe(before + 1);
  expect(await newestRecord()).toMatchObject({
    action: "outbox.resolved",
    actor: { kind: "key" },
    subject: { kind: "outbox", id: String(id) },
    detail: { deed: "sent" },
  });
  const events = await stores().tickets.listEvents(ticketId);
  expect(events.find(({ type }) => type === "delivery-resolved")).toMatchObject({ actor: "key:robot" });
});

test.each([
  ["resend", "queued"],
  ["drop", "cancelled"],
] as const)("a mail that waits may be decided about: %s makes it %s", async (resolution, state) => {
  const id = await firstOf("queued");
  const olga = await keyOf("olga");
  expect(await post(`outbox/${id}/resolve`, { resolution }, olga)).toEqual({ status: 200, body: { id, state } });
  const ticketId = (await stores().outbox.find(id))?.ticketId ?? null;
  const events = ticketId === null ? [] : await stores().tickets.listEvents(ticketId);
  expect(events.filter(({ type }) => type === "delivery-resolved").at(-1)).toMatchObject({ actor: "agent:olga" });
});

test("what is settled or not there is not decided about, and no other word is taken", async () => {
  const id = await firstOf("failed");
  await post(`outbox/${id}/resolve`, { resolution: "drop" });
  const settled = await post(`outbox/${id}/resolve`, { resolution: "resend" });
  expect(settled).toMatchObject({ status: 409, body: { code: "wrong-state" } });
  expect(settled.body.detail).toContain("It is cancelled");
  expect((await stores().outbox.find(id))?.state).toBe("cancelled");
  expect(await post("outbox/999999/resolve", { resolution: "drop" })).toMatchObject({ body: { code: "not-found" } });
  for (const body of [{ resolution: "lose" }, {}, { resolution: "drop", why: "x" }, undefined]) {
    expect(await post(`outbox/${id}/resolve`, body)).toMatchObject({ status: 400, body: { code: "invalid-request" } });
  }
});

test.each(["uncertain", "sent"])(
  "a mail of a canary, %s, is not there for whoever knows its id, as for the lists",
  async (state) => {
    const row = await sql<{ id: number }>`insert into outbox (class, message_id, envelope_from, bytes, state)
    values ('canary', ${`<canary.${state}@desk.example>`}, '', 'x', ${state}) returning id`.execute(desk.db);
    const id = row.rows[0]?.id ?? 0;
    for (const resolution of ["sent", "resend", "drop"]) {
      expect(await post(`outbox/${id}/resolve`, { resolution })).toMatchObject({
        status: 404,
        body: { code: "not-found", detail: `There is no mail ${id} in the outbox.` },
      });
    }
    expect((await stores().outbox.find(id))?.state).toBe(state);
    for (const path of [`/outbox/${id}`, `/outbox/${id}/resolve/drop`]) {
      expect((await fetch(`${http.url}${path}`, { headers: { cookie: await signedIn() } })).status).toBe(404);
    }
  },
);

test("a dead delivery is posted again; one that is being posted is not, nor one that is not there", async () => {
  const [dead, sending] = [await delivery("dead"), await delivery("sending")];
  const before = woken;
  expect(await post(`webhooks/${dead}/replay`)).toEqual({ status: 200, body: { id: dead, state: "queued" } });
  expect((await stores().webhooks.find(dead))?.state).toBe("queued");
  expect(woken).toBe(before + 1);
  expect(await newestRecord()).toMatchObject({
    action: "webhook.replayed",
    subject: { kind: "webhook", id: String(dead) },
  });
  expect(await post(`webhooks/${sending}/replay`)).toMatchObject({ status: 409, body: { code: "wrong-state" } });
  expect((await stores().webhooks.find(sending))?.state).toBe("sending");
  expect(await post("webhooks/999999/replay")).toMatchObject({ status: 404, body: { code: "not-found" } });
});

describe("who may", () => {
  test.each([
    ["one", true],
    ["olga", true],
    ["two", false],
    ["arne", false],
  ])("a key that acts for %s: %s, as on the console", async (agent, may) => {
    const by = await keyOf(agent);
    const id = await delivery("dead");
    const tried = [
      await post("inbound/999999/retry", undefined, by),
      await post("outbox/999999/resolve", { resolution: "drop" }, by),
      await post(`webhooks/${id}/replay`, undefined, by),
    ];
    expect(tried.map(({ status }) => status)).toEqual(may ? [404, 404, 200] : [403, 403, 403]);
    if (!may) expect(tried[0]?.body.detail).toContain(`acts for ${agent}`);
    expect((await stores().webhooks.find(id))?.state).toBe(may ? "queued" : "dead");
  });

  test("a key that only reads decides nothing", async () => {
    const by = await keyOf(null, "read");
    expect(await post("inbound/999999/retry", undefined, by)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  });
});
