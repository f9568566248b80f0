import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { digest } from "../../src/adapters/system/digest.ts";
import { createRenderer } from "../../src/adapters/templates/renderer.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { askSurveys } from "../../src/usecases/survey/ask-surveys.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

const desk = { name: "READy Support", address: "support@desk.example", zone: "Europe/Copenhagen" };
const REPLY = { subject: "x", text: "Prøv igen.", agentName: "One", quoted: null };
let scratch: string;
let world: AgentDesk | null = null;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "svartid-words-"));
});
afterEach(async () => {
  await world?.close();
  world = null;
});
afterAll(() => rm(scratch, { recursive: true }));

/** A folder with these files in it. */
async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(scratch, "w-"));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return folder;
}

const mail = (body: string, subject = "{{ subject | one_line: 80 }}") => `subject: ${subject}\n---\n${body}\n`;
const rendererOf = async (ours: Record<string, string>, north?: Record<string, string>) =>
  await createRenderer("templates", desk, {
    desk: await folderOf(ours),
    organisations: north === undefined ? new Map() : new Map([["north", await folderOf(north)]]),
  });
const refusal = (files: Record<string, string>, north?: Record<string, string>) =>
  expect(rendererOf(files, north)).rejects;

test("an organisation's words go before the desk's, and the desk's before the shipped ones", async () => {
  const renderer = await rendererOf(
    { "da/reply.liquid": mail("Fra supporten: {{ text }}"), "layout.text.liquid": "{{ body }}\n== {{ desk.name }}" },
    { "da/reply.liquid": mail("Til North: {{ text }}") },
  );
  expect(renderer.render("reply", "da", REPLY, "north").text).toBe("Til North: Prøv igen.\n== READy Support\n");
  expect(renderer.render("reply", "da", REPLY, "south").text).toContain("Fra supporten: Prøv igen.");
  expect(renderer.render("reply", "da", REPLY).text).toContain("Fra supporten: Prøv igen.");
  expect(renderer.render("reply", "en", REPLY, "north").text).toContain("Kind regards");
});

test("a desk adds a canned reply in both languages, and an organisation words it its own way", async () => {
  const renderer = await rendererOf(
    { "da/replies/ring.liquid": "Vi ringer. {{ text }}", "en/replies/ring.liquid": "We call. {{ text }}" },
    { "da/replies/ring.liquid": "Vi ringer til North. {{ text }}" },
  );
  expect(renderer.replyTemplates).toContain("ring");
  const data = { text: "Kl. 10.", agentName: "One", ref: "SV-7K3M9-2", requesterName: "" };
  expect(renderer.renderReply("ring", "da", data)).toBe("Vi ringer. Kl. 10.");
  expect(renderer.renderReply("ring", "da", data, "north")).toBe("Vi ringer til North. Kl. 10.");
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    "an unknown variable in a branch that the sample never takes",
    { "da/reply.liquid": mail("{{ text }}\n{% unless quoted %}\n{{ tekst }}{% endunless %}") },
    /da\/reply\.liquid:5: tekst is not given here; there are agentName, desk, .*quoted.*text/,
  ],
  [
    "a part that a value does not have",
    { "da/reply.liquid": mail("{% if quoted %}{{ quoted.when }}{% endif %}") },
    /da\/reply\.liquid:3: quoted\.when is not given here; there are at, text/,
  ],
  [
    "an unknown part of what a loop goes through",
    { "en/alert-digest.liquid": mail("{% for line in lines %}\n{{ line.nivo }}{% endfor %}", "Digest") },
    /en\/alert-digest\.liquid:4: line\.nivo is not given here; there are ref, subject/,
  ],
  [
    "an unknown variable of a subject",
    { "da/reply.liquid": mail("{{ text }}", "{{ emne }}") },
    /da\/reply\.liquid:1: emne is not given here/,
  ],
  [
    "an unknown filter",
    { "da/reply.liquid": mail("\n{{ text | shout }}") },
    /da\/reply\.liquid:4: undefined filter: shout/,
  ],
  ["another file", { "da/reply.liquid": mail("{% include 'x' %}") }, /da\/reply\.liquid:3: tag "include" not found/],
  [
    "a canned reply's unknown variable",
    { "da/replies/solved.liquid": "Hej\n{{ kunde }}" },
    /solved\.liquid:2: kunde is not/,
  ],
  ["a mail that is none", { "da/repyl.liquid": mail("x") }, /da\/repyl\.liquid:1: nothing here is called repyl/],
  [
    "a canned reply in one language",
    { "da/replies/ring.liquid": "Vi ringer." },
    /ring\.liquid:1: there is no ring in en/,
  ],
])("%s is told at start with file and line", async (_, files, message) => {
  await refusal(files).toThrow(message);
});

test("every fault of all folders is told at once", async () => {
  const both = refusal({ "da/reply.liquid": mail("{{ a }}\n{{ b }}") }, { "en/reply.liquid": mail("{{ c }}") });
  await both.toThrow(/reply\.liquid:3: a is not[\s\S]*reply\.liquid:4: b is not[\s\S]*reply\.liquid:3: c is not/);
});

test("an organisation words what its customers read, and nothing of the desk's own people", async () => {
  await refusal({}, { "da/help.liquid": mail("x", "x") }).toThrow(/help\.liquid:1: nothing here is called help/);
  await refusal({}, { "da/replies/new.liquid": "x" }).toThrow(/new\.liquid:1: nothing here is called new/);
});

test("what is there and is used for nothing, or cannot be read, is told at start and never passed over", async () => {
  await refusal({ "reply.liquid": mail("x") }).toThrow(
    /w-\w+\/reply\.liquid is used for nothing here; move it into da/,
  );
  await refusal({ "da/reply.liquid": "x" }).toThrow(/w-\w+\/da\/reply\.liquid:1 must begin with a line "subject/);
  await refusal({ "layout.html.liquid/x": "" }).toThrow(/layout\.html\.liquid cannot be read/);
  await refusal({ da: "x" }).toThrow(/w-\w+\/da cannot be read/);
});

test("a file as Windows writes it is read like any other", async () => {
  const renderer = await rendererOf({
    "da/help.liquid": '\ufeffsubject: Hjælp\r\n---\r\n{{ "#note   en note\r\n#luk    sagen lukkes" | code }}\r\n',
  });
  const { subject, html } = renderer.render("help", "da", { ref: null });
  expect([subject, html.includes("\r")]).toEqual(["Hjælp", false]);
  expect(html).toContain(">sagen lukkes</span>");
});

test("a time that was not promised is no time, whatever a template forgets to ask", async () => {
  const renderer = await rendererOf({
    "da/acknowledgement.liquid": mail("Senest {{ promisedAt | local_time }}.", "x"),
  });
  const level = { id: "D", name: "Anmodning", definition: "Hjælp" };
  const data = { ref: "SV-7K3M9-2", level, promisedAt: null, receivedAt: instant(0), move: null };
  expect(renderer.render("acknowledgement", "da", data).text).not.toContain("1970");
});

test("a folder that is not there is told at start", async () => {
  const folders = { desk: path.join(scratch, "gone"), organisations: new Map() };
  await expect(createRenderer("templates", desk, folders)).rejects.toThrow(/gone cannot be read/);
});

test("customers of an organisation read its words wherever they are written to", async () => {
  const words = await folderOf({
    "da/acknowledgement.liquid": mail("North: sag {{ ref }}", "Modtaget"),
    "da/reply.liquid": mail("North: {{ text }}"),
    "da/replies/solved.liquid": "Løst for North. {{ text }}",
    "da/own-tickets.liquid": mail("North: {{ tickets.size }} sag", "Sager"),
    "da/closed-by-requester.liquid": mail("North: {{ ref }} er lukket", "Lukket"),
    "da/survey.liquid": mail("North: {{ link }}", "Hvordan gik det?"),
  });
  const organisations = `organisations:
  - { id: north, name: North, domains: [north.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2099-12-31 }, templates: ${JSON.stringify(words)} }
`;
  world = await openAgentDesk(0, organisations);
  const { outbox } = world.desk.open.unitOfWork.reading;
  const acknowledgement = (await outbox.list({ limit: 9 })).find((one) => one.class === "acknowledgement")!;
  expect(Buffer.from((await outbox.find(acknowledgement.id))!.bytes).toString()).toContain("North: sag SV-");
  const [reply] = (await world.say("#skabelon solved\nGenstart.")).filter((one) => one.class === "reply");
  expect(reply!.text).toContain("North: Løst for North. Genstart.");
  const [own] = await world.files(STATUS);
  expect(own!.text).toContain("North: 1 sag");
  const closed = (await world.customerProves("#luk")).find((one) => one.class === "acknowledgement");
  expect(closed!.text).toMatch(/North: SV-\S+ er lukket/);
  expect(await survey(world)).toMatch(/North: http\S+\/survey\//);
});

const STATUS = [
  "From: Mette <mette@north.example>",
  "To: support@desk.example",
  "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
  "Subject: STATUS",
  "Message-ID: <s1@north.example>",
  "",
  "",
].join("\r\n");

/** What the requester of a ticket that ended two days ago is asked. */
async function survey({ desk: { open }, read }: AgentDesk): Promise<string> {
  await sql`update desk_time set "offset" = "offset" + interval '2 days'`.execute(open.database);
  const { unitOfWork, filing } = open;
  const { desk: settings } = filing.context;
  const context = { ...filing.context, desk: { ...settings, desk: { ...settings.desk, survey: { afterDays: 1 } } } };
  expect(await askSurveys({ unitOfWork, context, digest }, 9)).toBe(1);
  const asked = (await unitOfWork.reading.outbox.list({ limit: 99 })).find((one) => one.class === "survey");
  return (await read(asked!.id)).text;
}
