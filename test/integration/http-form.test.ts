import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { startHttp } from "../../src/start-http.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

const FORM = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2099-12-31, calendar: office }, accountManager: one }
webForm: { visitorRequestsAnHour: 8, addressRequestsAnHour: 3, totalRequestsAnHour: 6 }
`;

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;

beforeAll(async () => {
  world = await openAgentDesk(0, FORM);
});
// A server of its own for each, since it counts its visitors.
beforeEach(async () => {
  await http?.stop();
  await world.afresh();
  http = await startHttp(world.desk.open);
});
afterAll(async () => {
  await http.stop();
  await world.close();
});

const stores = () => world.desk.open.unitOfWork.reading;
const IDA = {
  name: "Ida Holm",
  address: "ida@north.example",
  subject: "Importen står",
  text: "Den stoppede i nat.",
  level: "",
};

async function passSeconds(seconds: number): Promise<void> {
  const { database } = world.desk.open;
  await sql`update desk_time set "offset" = "offset" + make_interval(secs => ${seconds})`.execute(database);
}

async function openForm(path = "/request", headers: Record<string, string> = {}) {
  const answer = await fetch(http.url + path, { headers });
  const html = await answer.text();
  return { answer, html, token: /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "" };
}

async function send(fields: Record<string, string>, headers: Record<string, string> = {}, url = http.url) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${url}/request?lang=da`, { method: "POST", body, headers });
  return { status: answer.status, html: await answer.text() };
}

/** As a person does: opens the page, writes, sends. */
async function ask(fields: Partial<typeof IDA> & Record<string, string> = {}) {
  const { token } = await openForm();
  await passSeconds(5);
  return await send({ ...IDA, token, ...fields });
}

const count = async () => (await stores().inbound.list({ limit: 100 })).length;

test("a desk without the key has no such page", async () => {
  const { settings } = world.desk.open;
  const plain = await startHttp({
    ...world.desk.open,
    settings: { ...settings, desk: { ...settings.desk, webForm: null } },
  });
  try {
    expect((await fetch(`${plain.url}/request`)).status).toBe(404);
    expect((await send(IDA, {}, plain.url)).status).toBe(404);
  } finally {
    await plain.stop();
  }
});

test.each([
  ["/request", {}, "da"],
  ["/request", { "accept-language": "en-GB,en;q=0.9,da;q=0.8" }, "en"],
  ["/request", { "accept-language": "sv, da;q=0.5, en;q=0.4" }, "da"],
  ["/request", { "accept-language": "da;q=0, en;q=0.1" }, "en"],
  ["/request", { "accept-language": "de, ;;q=9, *" }, "da"],
  ["/request?lang=en", { "accept-language": "da" }, "en"],
  ["/request?lang=xx", { "accept-language": "en" }, "en"],
  ["/request?lang=da&lang=en", {}, "da"],
])("%s with %j is written in %s", async (path, headers, language) => {
  const { answer, html } = await openForm(path, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-language")).toBe(language);
  expect(html).toContain(`<html lang="${language}">`);
  expect(html).toContain(language === "da" ? "Hvor slemt er det?" : "How bad is it?");
  const { A } = world.desk.open.settings.desk.levels;
  expect(html).toContain(A!.definition[language as "da" | "en"].slice(0, 20));
});

test("what is sent becomes the ticket of an unproved mail, and the page says what happens next", async () => {
  const { status, html } = await ask({ level: "B" });
  expect(status).toBe(200);
  const ticket = await world.ticket();
  expect(html).toContain(ticket.ref);
  expect(html).toContain("Vi sender en kvittering til ida@north.example");
  expect(ticket).toMatchObject({ subject: "Importen står", level: "B", organisation: "north", language: "da" });
  const [message] = await stores().tickets.listMessages(ticket.id);
  expect(message).toMatchObject({ authentic: false, text: IDA.text, from: { address: IDA.address, name: IDA.name } });
  const sent = await Promise.all((await stores().outbox.list({ limit: 5 })).map(({ id }) => world.read(id)));
  const receipt = sent.find((mail) => mail.class === "acknowledgement");
  expect(receipt).toMatchObject({ recipients: [IDA.address], text: expect.stringContaining(ticket.ref) });
  // A stranger's words would be mailed to whom they name (threat T8).
  expect(receipt?.text).not.toContain(IDA.text);
  expect(receipt?.text).not.toContain(IDA.subject);
});

test("nobody learns by it whom the desk knows", async () => {
  const known = await ask();
  const unknown = await ask({ address: "ole@nowhere.example" });
  const agent = await ask({ address: "one@desk.example" });
  const bare = ({ html }: { html: string }) =>
    html.replace(/SV-\w{5}-\w/, "REF").replace(/[a-z]+@(north|nowhere|desk)\.example/g, "@");
  expect(bare(unknown)).toBe(bare(known));
  expect(bare(agent)).toBe(bare(known));
});

test("sent twice it is one request, and so it is by the back button", async () => {
  const { token } = await openForm();
  await passSeconds(5);
  const before = await count();
  const answers = await Promise.all([send({ ...IDA, token }), send({ ...IDA, token }), send({ ...IDA, token })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await count()).toBe(before + 1);
});

test.each([
  [{ name: " " }, "Skriv dit navn."],
  [{ address: "ida" }, "Skriv hele din e-mailadresse"],
  [{ address: "ida@north.example, ole@north.example" }, "Skriv hele din e-mailadresse"],
  [{ address: "support@desk.example" }, "Skriv hele din e-mailadresse"],
  [{ address: "SUPPORT+x@DESK.example" }, "Skriv hele din e-mailadresse"],
  [{ subject: "\u200b" }, "Skriv med få ord"],
  [{ text: "\r\n" }, "Skriv, hvad der sker."],
])("%j is told, and what was written is kept", async (change, words) => {
  const before = await count();
  const { status, html } = await ask({ text: 'Den siger </textarea><b>"fejl"', level: "D", ...change });
  expect(status).toBe(400);
  expect(html).toContain(words);
  expect(html).toContain('value="D" checked');
  if (!("text" in change)) expect(html).toContain("Den siger &lt;/textarea&gt;&lt;b&gt;&#34;fejl&#34;</textarea>");
  expect(await count()).toBe(before);
});

test.each([
  ["a program that fills in every field", async () => ask({ website: "https://spam.example" }), "et program"],
  ["no token", async () => ask({ token: "" }), "et program"],
  ["a token of somebody else", async () => ask({ token: `${"0".repeat(32)}.1.${"0".repeat(64)}` }), "et program"],
  ["a form that is sent at once", async () => send({ ...IDA, token: (await openForm()).token }), "et program"],
  [
    "a page that was open for a day",
    async () => {
      const { token } = await openForm();
      await passSeconds(86_400);
      return await send({ ...IDA, token });
    },
    "åben længe",
  ],
])("%s gets the page again, with what was written and a new token", async (_name, attempt, words) => {
  const before = await count();
  const { status, html } = await attempt();
  expect(status).toBe(400);
  expect(html).toContain(words);
  expect(html).toContain(IDA.text);
  expect(await count()).toBe(before);
  await passSeconds(5);
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  expect((await send({ ...IDA, token })).status).toBe(200);
});

test("another site's page sends nothing", async () => {
  const { token } = await openForm();
  await passSeconds(5);
  const before = await count();
  expect((await send({ ...IDA, token }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await send({ ...IDA, token }, { origin: "https://evil.example" })).status).toBe(403);
  expect(await count()).toBe(before);
});

test("an address, and all together, may ask so often in an hour; then the page says where else to write", async () => {
  for (let i = 0; i < 3; i++) expect((await ask({ subject: `nummer ${i}` })).status).toBe(200);
  const before = await count();
  const tooMany = await ask({ subject: "nummer 3" });
  expect(tooMany.status).toBe(429);
  expect(tooMany.html).toContain("mailto:support@desk.example");
  expect(tooMany.html).toContain("nummer 3");
  expect(await count()).toBe(before);
  for (let i = 0; i < 3; i++) expect((await ask({ address: `a${i}@north.example` })).status).toBe(200);
  expect((await ask({ address: "b@north.example" })).status).toBe(429);
  await http.stop();
  http = await startHttp(world.desk.open);
  expect((await ask({ address: "b@north.example" })).status).toBe(429);
  await passSeconds(3_600);
  expect((await ask()).status).toBe(200);
});

test("of many at once for one address no more are taken, and no more receipts mailed to it, than may be", async () => {
  const { token } = await openForm();
  await passSeconds(5);
  const before = await count();
  const answers = await Promise.all(Array.from("abcdefg", (text) => send({ ...IDA, text, token })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429]);
  expect(await count()).toBe(before + 3);
});

test("a visitor may ask so often, and is told apart behind a proxy only where that is trusted", async () => {
  const { open } = world.desk;
  const flood = async (url: string) => {
    const answers: number[] = [];
    for (let i = 0; i < 10; i++) {
      const { token } = await openForm();
      await passSeconds(700);
      const fields = { ...IDA, address: `v${i}@north.example`, token };
      answers.push((await send(fields, { "x-forwarded-for": `203.0.113.${i}` }, url)).status);
    }
    return answers;
  };
  expect(await flood(http.url)).toEqual([...Array(8).fill(200), 429, 429]);
  const { config } = open.settings;
  const settings = { ...open.settings, config: { ...config, http: { ...config.http, trustedProxies: ["127.0.0.1"] } } };
  const behind = await startHttp({ ...open, settings });
  try {
    await passSeconds(7_200);
    expect(await flood(behind.url)).toEqual(Array(10).fill(200));
  } finally {
    await behind.stop();
  }
});

test("no line break gets into a header, and no formula or markup is more than its words", async () => {
  const name = 'Ida\r\nBcc: victim@north.example\r\n\r\n"x" <y@evil.example>';
  expect((await ask({ name, subject: "=HYPERLINK(1)\r\nX-Svartid-Id: 1 {{ ref }}" })).status).toBe(200);
  const ticket = await world.ticket();
  expect(ticket.subject).toBe("=HYPERLINK(1) X-Svartid-Id: 1 {{ ref }}");
  const [{ id } = { id: 0 }] = await stores().inbound.list({ limit: 1 });
  const head =
    Buffer.from((await stores().inbound.readBytes(id)) ?? [])
      .toString("latin1")
      .split("\r\n\r\n")[0] ?? "";
  const names = head
    .replace(/\r\n[ \t]/g, " ")
    .split("\r\n")
    .map((line) => line.split(":")[0]);
  expect(names.sort()).toEqual(
    ["Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"].sort(),
  );
  for (const mail of await stores().outbox.list({ limit: 10 })) {
    const found = mail.recipients.map(({ address }) => address);
    expect(found).not.toContain("victim@north.example");
    expect(found).not.toContain("y@evil.example");
  }
});

test("a body beyond the page's measure is refused, and strange fields are nothing", async () => {
  expect((await ask({ text: "x".repeat(300_000) })).status).toBe(413);
  expect((await ask({ level: "Z", __proto__: "x", constructor: "y" })).status).toBe(200);
  expect(await world.ticket()).toMatchObject({ level: "C" });
});
