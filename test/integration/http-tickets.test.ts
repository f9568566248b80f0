import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createKeyStore } from "../../src/adapters/postgres/key-store.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { makeKey } from "../../src/wire-readers.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2099-12-31, calendar: office }, accountManager: one }
services:
  backup: { name: { da: Backup, en: Backup }, coverage: { vendor: included, customer: none } }
rules:
  - { when: { subject: "nedbrud" }, set: { level: A } }
`;

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;
let key: string;
let changes = 0;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
  http = await startHttp(world.desk.open, () => {
    changes += 1;
  });
});
beforeEach(async () => {
  await world.afresh();
  key = await keyOf("one");
});
afterAll(async () => {
  await http.stop();
  await world.close();
});

const stores = () => world.desk.open.unitOfWork.reading;

async function keyOf(agent: string | null): Promise<string> {
  const made = await makeKey(world.desk.open, SYSTEM, { name: "phone", scopes: ["read", "write"], agent });
  if (!made.ok) throw new Error(made.why);
  return made.key;
}

const CALL = {
  channel: "phone",
  requester: { address: "Ida@north.example", name: 'Ida "Ida" Holm, <x@evil.example>' },
  subject: "Vores import kører ikke",
  text: "Hun ringede: importen er stoppet.\n\n> den skriver fejl 12\n-- \nhilsen Ida",
};

async function post(body: unknown, more: { idempotencyKey?: string; by?: string } = {}) {
  const answer = await fetch(`${http.url}/api/v1/tickets`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${more.by ?? key}`,
      "content-type": "application/json",
      ...(more.idempotencyKey === undefined ? {} : { "idempotency-key": more.idempotencyKey }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

const mails = async () => {
  const rows = await stores().outbox.list({ limit: 50 });
  return await Promise.all(rows.map(({ id }) => world.read(id)));
};

test("a call becomes a ticket like a mail: gate, clock, acknowledgement, notice, history and the mail that was written of it", async () => {
  const before = (await mails()).length;
  const told = changes;
  const { status, headers, body } = await post(CALL);
  expect(status).toBe(201);
  expect(headers.get("location")).toBe(`/api/v1/tickets/${body.ref}`);
  expect(body).toMatchObject({ organisation: "north", level: "C", answerBy: expect.stringMatching(/Z$/) });
  expect(changes).toBe(told + 1);

  const ticket = await stores().tickets.findByRef(String(body.ref));
  expect(ticket).toMatchObject({
    subject: "Vores import kører ikke",
    requester: { address: "ida@north.example", name: CALL.requester.name },
    organisation: "north",
    language: "da",
    state: "new",
  });
  const [message] = await stores().tickets.listMessages(ticket!.id);
  expect(message).toMatchObject({ direction: "inbound", authentic: true, text: CALL.text });
  const opened = (await stores().tickets.listEvents(ticket!.id)).find(({ type }) => type === "opened");
  expect(opened?.data).toMatchObject({ channel: "phone", gate: "served", voucher: { agent: "one" } });

  const sent = (await mails()).slice(0, (await mails()).length - before);
  expect(sent.map((mail) => [mail.class, mail.recipients])).toContainEqual(["acknowledgement", ["ida@north.example"]]);
  expect(sent.flatMap((mail) => (mail.class === "acknowledgement" ? [] : mail.recipients))).toContain(
    "one@desk.example",
  );
  const [inbound] = await stores().inbound.list({ limit: 1 });
  expect(inbound).toMatchObject({ id: body.inbound, state: "filed", decision: "ticketed", ticket: body.ref });
  expect(inbound?.reasons).toContainEqual(expect.stringMatching(/^taken down \(phone\) with API key \d+$/));
  const raw = Buffer.from((await stores().inbound.readBytes(Number(body.inbound))) ?? []).toString("latin1");
  expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(raw.split("\r\n\r\n")[0]).not.toContain("x-svartid");
});

test("what the caller of the API decided goes before the rules, and a rule before nothing said", async () => {
  const subject = "Nedbrud";
  expect((await post({ ...CALL, subject })).body.level).toBe("A");
  const { body } = await post({ ...CALL, subject, level: "D", service: "backup", language: "en" });
  expect(body.level).toBe("D");
  const ticket = await stores().tickets.findByRef(String(body.ref));
  expect(ticket).toMatchObject({ service: "backup", coverage: "included", language: "en" });
});

test("without an agreement it is taken all the same, and promises nothing", async () => {
  const { status, body } = await post({ ...CALL, requester: { address: "ole@elsewhere.example" } });
  expect(status).toBe(201);
  expect(body).toMatchObject({ organisation: null, answerBy: null });
});

test("an organisation that was stored a moment ago counts", async () => {
  const { unitOfWork, settings } = world.desk.open;
  const [north] = settings.desk.organisations;
  await unitOfWork.transaction(async ({ organisations, now }) => {
    const made = { version: await organisations.beginChange(), at: await now(), actor: "test" };
    await organisations.put({ ...north!, id: "south", name: "South Utility", domains: ["south.example"] }, made);
  });
  const { body } = await post({ ...CALL, requester: { address: "per@south.example" } });
  expect(body).toMatchObject({ organisation: "south", answerBy: expect.any(String) });
});

test("sent again under its key it is one ticket and one acknowledgement", async () => {
  const first = await post(CALL, { idempotencyKey: "call-1" });
  const after = (await mails()).length;
  const again = await post(CALL, { idempotencyKey: "call-1" });
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("location")).toBe(first.headers.get("location"));
  expect((await mails()).length).toBe(after);
});

test("it opens a ticket of its own, whatever it names: no form answers, orders or asks for a list", async () => {
  const earlier = await world.ticket();
  const before = await stores().tickets.listMessages(earlier.id);
  for (const subject of [`Re: [${earlier.ref}] ja tak`, "STATUS", "Automatisk svar: ferie"]) {
    const { status, body } = await post({
      ...CALL,
      requester: { address: "mette@north.example" },
      subject,
      text: "#close\nja",
    });
    expect(status).toBe(201);
    expect(body.ref).not.toBe(earlier.ref);
  }
  expect(await stores().tickets.listMessages(earlier.id)).toEqual(before);
  expect(await stores().tickets.find(earlier.id)).toMatchObject({ state: "new" });
  const asAgent = await post({ ...CALL, requester: { address: "one@desk.example" }, text: "#close" });
  expect((await stores().tickets.findByRef(String(asAgent.body.ref)))?.state).not.toBe("closed");
});

test("files come along, byte for byte", async () => {
  const content = Buffer.from([0, 255, 13, 10, 46, 13, 10]);
  const attachments = [{ filename: "=cmd|x.png", contentType: "image/png", content: content.toString("base64") }];
  const { body } = await post({ ...CALL, attachments });
  const ticket = await stores().tickets.findByRef(String(body.ref));
  const [message] = await stores().tickets.listMessages(ticket!.id);
  expect(message?.attachments).toMatchObject([{ size: content.length }]);
  const bytes = (await stores().inbound.readBytes(Number(body.inbound)))!;
  const [file] = await world.desk.open.filing.parser.readAttachments(bytes);
  expect(Buffer.from(file!.content)).toEqual(content);
});

test.each([
  [{ subject: "x\r\nBcc: victim@north.example" }, "subject must be one line"],
  [{ subject: " \u200b " }, "subject is empty"],
  [
    { requester: { address: "ida@north.example", name: "Ida\r\nBcc: v@north.example" } },
    "requester.name must be one line",
  ],
  [{ requester: { address: "ida@north.example\r\nBcc: v@north.example" } }, "no address that can be mailed"],
  [{ requester: { address: '"a b"@north.example' } }, "no address that can be mailed"],
  [{ requester: { address: "Support@desk.example" } }, "requester.address is the desk's own"],
  [{ requester: { address: "support+signed@desk.example" } }, "requester.address is the desk's own"],
  [{ text: " \n " }, "text is empty"],
  [{ level: "Z" }, "level is none of the desk's: A, B, C, D"],
  [{ level: "constructor" }, "level is none of the desk's"],
  [{ service: "coffee" }, "service is none of the desk's"],
  [{ channel: "fax" }, "channel"],
  [{ organisation: "north" }, "additional"],
  [{ attachments: [{ filename: "a.txt", content: "no base64!" }] }, "attachments[0].content is not base64"],
  [{ attachments: [{ filename: "a\nb", content: "" }] }, "attachments[0].filename must be one line"],
])("%j is refused with what to mend, and leaves nothing", async (change, detail) => {
  const before = await stores().inbound.list({ limit: 100 });
  const { status, body } = await post({ ...CALL, ...change });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "invalid-request", detail: expect.stringContaining(detail) });
  expect(await stores().inbound.list({ limit: 100 })).toEqual(before);
});

test("more than 15 MB of files, or a body beyond all measure, is too large", async () => {
  const file = { filename: "a.bin", content: Buffer.alloc(8_000_000).toString("base64") };
  const files = await post({ ...CALL, attachments: [file, { ...file, filename: "b.bin" }] });
  expect([files.status, files.body.code]).toEqual([413, "too-large"]);
  const body = await post({ ...CALL, text: "x".repeat(23_000_000) });
  expect([body.status, body.body.code]).toEqual([413, "too-large"]);
});

test("what cannot be filed at once is stored, told as taken, and filed later as it was stated", async () => {
  const { open } = world.desk;
  const failing = {
    ...open.filing,
    parser: { ...open.filing.parser, parse: () => Promise.reject(new Error("no memory")) },
  };
  const frail = await startHttp({ ...open, filing: failing });
  try {
    const answer = await fetch(`${frail.url}/api/v1/tickets`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ ...CALL, level: "B" }),
    });
    expect(answer.status).toBe(202);
    const { ref, inbound } = (await answer.json()) as { ref: null; inbound: number };
    expect(ref).toBeNull();
    expect((await stores().inbound.list({ limit: 1 }))[0]).toMatchObject({ id: inbound, state: "accepted" });
    await fileMailboxes(open.filing);
    expect(await world.ticket()).toMatchObject({ level: "B", requester: { address: "ida@north.example" } });
    const [message] = await stores().tickets.listMessages((await world.ticket()).id);
    expect(message).toMatchObject({ authentic: true });
  } finally {
    await frail.stop();
  }
});

test("a key whose agent has left the desk opens nothing, and a key without an agent vouches under its own name", async () => {
  const orphan = await createKeyStore(world.desk.open.database).list();
  expect(orphan[0]).toMatchObject({ agent: "one" });
  const { desk } = world.desk.open.settings;
  const one = { ...desk.agents.one!, active: false };
  const settings = { ...world.desk.open.settings, desk: { ...desk, agents: { ...desk.agents, one } } };
  const later = await startHttp({ ...world.desk.open, settings });
  try {
    const answer = await fetch(`${later.url}/api/v1/tickets`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(CALL),
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("acts for one") });
  } finally {
    await later.stop();
  }
  const { body } = await post(CALL, { by: await keyOf(null) });
  const ticket = await stores().tickets.findByRef(String(body.ref));
  const opened = (await stores().tickets.listEvents(ticket!.id)).find(({ type }) => type === "opened");
  expect(opened?.data).toMatchObject({ voucher: { agent: null } });
});
