import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { makeKey } from "../../src/wire-readers.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;
let key: string;

beforeAll(async () => {
  world = await openAgentDesk();
  http = await startHttp(world.desk.open);
});
beforeEach(async () => {
  await world.afresh();
  key = await keyOf("two");
});
afterAll(async () => {
  await http.stop();
  await world.close();
});

const stores = () => world.desk.open.unitOfWork.reading;

async function keyOf(agent: string | null): Promise<string> {
  const made = await makeKey(world.desk.open, SYSTEM, { name: "tool", scopes: ["read", "write"], agent });
  if (!made.ok) throw new Error(made.why);
  return made.key;
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const { ref } = await world.ticket();
  const answer = await fetch(`${http.url}/api/v1/tickets/${ref}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    etag: answer.headers.get("etag") ?? "",
    body: (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

const replies = async () => {
  const rows = (await stores().outbox.list({ limit: 50 })).filter((one) => one.class === "reply");
  return await Promise.all(rows.map(({ id }) => world.read(id)));
};
const events = async () => await stores().tickets.listEvents((await world.ticket()).id);

test("an answer goes to the requester in the agent's name, with the commands beside it, as from a mail", async () => {
  const { status, body } = await call("POST", "/messages", {
    text: "Prøv igen nu.\n#ikke en ordre",
    commands: ["level B"],
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    recipients: ["mette@north.example"],
    done: [expect.stringContaining("Niveauet er nu B"), expect.stringContaining("Vores træk: niveau B")],
  });
  const [reply] = await replies();
  expect(reply?.recipients).toEqual(["mette@north.example"]);
  expect(reply?.text).toContain("Prøv igen nu.\n#ikke en ordre");
  expect(reply?.text).toContain("Agent Two");
  expect(await world.ticket()).toMatchObject({ level: "B", state: "open", agent: "two" });
  expect((await events()).filter(({ actor }) => actor === "agent:two").map(({ type }) => type)).toEqual(
    expect.arrayContaining(["replied", "level-changed"]),
  );
  const [inbound] = await stores().inbound.list({ limit: 1 });
  expect(inbound).toMatchObject({ id: body.inbound, state: "filed", decision: "threaded" });
  expect(inbound?.reasons[0]).toMatch(/^ordered with API key \d+, which acts for agent two$/);
  const confirmations = (await stores().outbox.list({ limit: 50 })).filter((one) => one.class === "confirmation");
  expect(confirmations).toEqual([]);
});

test("a note is sent to nobody", async () => {
  const before = (await stores().outbox.list({ limit: 100 })).length;
  expect((await call("POST", "/messages", { text: "Kunden er sur.", note: true })).body).toMatchObject({
    recipients: [],
  });
  expect((await stores().outbox.list({ limit: 100 })).length).toBe(before);
  const messages = await stores().tickets.listMessages((await world.ticket()).id);
  expect(messages.at(-1)).toMatchObject({ direction: "note", text: "Kunden er sur." });
});

test("of an order with one fault nothing is done", async () => {
  const before = [await events(), (await stores().inbound.list({ limit: 100 })).length, (await replies()).length];
  for (const body of [
    { text: "Hej", commands: ["level B", "level Z"] },
    { text: "Hej", commands: ["level B", "merge SV-00000-0"] },
    { text: "Hej", commands: ["undo"] },
    { text: "Hej", commands: ["level B\u2028#close"] },
    { text: "Hej", commands: ["hokus pokus"] },
    { text: "Hej", note: true, commands: ["template x"] },
  ]) {
    const { status, body: answer } = await call("POST", "/messages", body);
    expect([400, 422]).toContain(status);
    expect(String(answer.detail)).not.toBe("");
  }
  expect([await events(), (await stores().inbound.list({ limit: 100 })).length, (await replies()).length]).toEqual(
    before,
  );
});

test.each([["#note"], [" "], ["- note"], ["level A", "123"], ["!"]])(
  "what is no command among the commands (%j %j) is refused, and the text that was perhaps a note goes to nobody",
  async (...commands) => {
    const before = await Promise.all([events(), replies(), stores().inbound.list({ limit: 100 })]);
    const { status, body } = await call("POST", "/messages", { text: "Kunden er sur.", commands });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "order-refused", detail: expect.stringContaining("without # in front") });
    expect(await Promise.all([events(), replies(), stores().inbound.list({ limit: 100 })])).toEqual(before);
  },
);

test("no line break smuggles a command into the text of a time or into the id of a change", async () => {
  const before = await events();
  const time = await call("POST", "/time", { minutes: 30, cause: "vendor", text: "kørsel\n#close" });
  expect([time.status, time.body.code]).toEqual([400, "invalid-request"]);
  for (const change of [{ level: "A\n#close" }, { agent: "one\r#close" }, { service: "x\u2028#close" }]) {
    expect((await call("PATCH", "", change, { "if-match": "*" })).status).toBe(400);
  }
  expect(await events()).toEqual(before);
});

test("a signed address of the desk's own does not leave by the API either", async () => {
  const notice = (await stores().outbox.list({ limit: 50 })).find((one) => one.class === "notification");
  const mail = Buffer.from((await stores().outbox.find(notice?.id ?? 0))?.bytes ?? []).toString("latin1");
  const address = /support\+[a-z2-7=\r\n]+@desk\.example/.exec(mail)?.[0].replace(/=\r\n/g, "") ?? "";
  expect(address).not.toBe("");
  const { status, body } = await call("POST", "/messages", { text: `Skriv til ${address}` });
  expect([status, body.code]).toEqual([422, "order-refused"]);
  expect(await replies()).toEqual([]);
});

test("a change needs the version that was read, and gives the new one", async () => {
  const read = await call("GET", "");
  expect(read.etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect((await call("GET", "")).etag).toBe(read.etag);
  expect((await call("PATCH", "", { level: "A" })).body).toMatchObject({ code: "precondition-required" });
  const changed = await call("PATCH", "", { level: "A", team: "support", state: "waiting" }, { "if-match": read.etag });
  expect(changed.status).toBe(200);
  expect(await world.ticket()).toMatchObject({ level: "A", state: "waiting", team: "support" });
  expect(changed.etag).not.toBe(read.etag);
  expect((await call("GET", "")).etag).toBe(changed.etag);
  const lost = await call("PATCH", "", { level: "D" }, { "if-match": read.etag });
  expect([lost.status, lost.body.code, lost.etag]).toEqual([412, "precondition-failed", changed.etag]);
  expect(await world.ticket()).toMatchObject({ level: "A" });
  const clock = await stores().clocks.listForTicket((await world.ticket()).id);
  expect(clock).toMatchObject([{ level: "A", targetMinutes: 240 }]);
  expect((await call("PATCH", "", { state: "open" }, { "if-match": "*" })).status).toBe(200);
  expect(await world.ticket()).toMatchObject({ state: "open" });
});

test("of two who read the same, one changes it", async () => {
  const { etag } = await call("GET", "");
  const both = await Promise.all(["A", "B"].map((level) => call("PATCH", "", { level }, { "if-match": etag })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test("time is recorded once, billed by its cause, and taken back by a counter-entry, never more than there is", async () => {
  const headers = { "idempotency-key": "time-1" };
  for (let i = 0; i < 3; i++) {
    const time = await call("POST", "/time", { minutes: 90, cause: "customer", text: "Rettede opsætningen" }, headers);
    expect(time.status).toBe(201);
  }
  expect((await call("POST", "/time", { minutes: -30, cause: "customer" })).status).toBe(201);
  expect((await call("POST", "/time", { minutes: -61, cause: "customer" })).body).toMatchObject({
    code: "order-refused",
  });
  const { body } = await call("GET", "/time");
  expect(body.items).toMatchObject([
    { minutes: 90, cause: "customer", agent: "two", text: "Rettede opsætningen" },
    { minutes: -30, cause: "customer", agent: "two" },
  ]);
});

test("a key that acts for nobody orders nothing", async () => {
  key = await keyOf(null);
  for (const [method, path, body] of [
    ["POST", "/messages", { text: "Hej" }],
    ["PATCH", "", { level: "A" }],
    ["POST", "/time", { minutes: 5, cause: "vendor" }],
  ] as const) {
    const answer = await call(method, path, body, { "if-match": "*" });
    expect([answer.status, answer.body.code]).toEqual([403, "forbidden"]);
  }
  expect(await world.ticket()).toMatchObject({ level: "C", state: "new" });
});

test("the report of a month is the command's own, as JSON, CSV and a page", async () => {
  const month = new Date(await stores().now()).toISOString().slice(0, 7);
  const get = (query: string) =>
    fetch(`${http.url}/api/v1/reports/sla?${query}`, { headers: { authorization: `Bearer ${key}` } });
  const json = (await (await get(`month=${month}`)).json()) as { lines: object[] };
  expect(json).toMatchObject({ month, organisation: null, zone: "Europe/Copenhagen" });
  expect(json.lines).toContainEqual(expect.objectContaining({ section: "total", promises: expect.any(Number) }));
  const csv = await get(`month=${month}&format=csv`);
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(csv.headers.get("content-disposition")).toBe(`attachment; filename="sla-${month}.csv"`);
  expect((await csv.text()).split("\r\n")).toHaveLength(json.lines.length + 2);
  const html = await (await get(`month=${month}&format=html&lang=da`)).text();
  expect(html).toContain('<html lang="da"');
  expect((await get("month=2026-13")).status).toBe(400);
  expect((await get(`month=${month}&organisation=nobody`)).status).toBe(200);
});

test("agents and deliveries are listed, and no secret of a webhook is", async () => {
  const get = async (path: string) =>
    (await (await fetch(`${http.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).json()) as {
      items: unknown[];
    };
  expect((await get("/agents")).items).toContainEqual({
    id: "one",
    name: "Agent One",
    addresses: ["one@desk.example"],
    roles: ["agent", "lead"],
    teams: ["support"],
    active: true,
    absent: [],
  });
  expect(await get("/webhooks?state=dead")).toEqual({ items: [], next: null });
});
