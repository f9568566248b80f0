import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createRenderer } from "../../src/adapters/templates/renderer.ts";
import { samplesIn } from "../../src/adapters/templates/samples.ts";
import { COMMAND_NAMES } from "../../src/domain/commands/command.ts";
import { LANGUAGES } from "../../src/domain/desk/language.ts";
import { INTERNAL_MARKER } from "../../src/domain/outbound/egress-scan.ts";
import type { TemplateData } from "../../src/domain/outbound/mail-templates.ts";
import { TEMPLATE_NAMES } from "../../src/domain/outbound/template-names.ts";
import { type Instant, parseInstant } from "../../src/domain/time/instant.ts";
import type { MailRenderer } from "../../src/usecases/ports/mail-renderer.ts";

const SHIPPED = path.resolve("templates");
const desk = { name: "READy Support", address: "support@desk.example", zone: "Europe/Copenhagen" };
const promisedAt = parseInstant("2026-04-07T09:00:00.000Z") as Instant;
const receivedAt = parseInstant("2026-03-27T13:12:00.000Z") as Instant;

let renderer: MailRenderer;
let scratch: string;

beforeAll(async () => {
  renderer = await createRenderer(SHIPPED, desk);
  scratch = await mkdtemp(path.join(tmpdir(), "svartid-templates-"));
});
afterAll(() => rm(scratch, { recursive: true }));

function notification(change: Partial<TemplateData["agent-notification"]>): TemplateData["agent-notification"] {
  const ticket = {
    ref: "SV-7K3M9-2",
    subject: "Backup",
    requester: { name: "K", address: "k@north.example" },
    organisation: null,
    level: { id: "C", name: "Ikke-alvorlig fejl" },
    agent: null,
    service: null,
    deadline: null,
  };
  const from = { name: "K", address: "k@north.example" };
  const why = { reason: "team", standsInFor: null, assignedBy: null, answerReaches: ["k@north.example"] } as const;
  const history = {
    ...why,
    history: [],
    olderCount: 0,
    knownErrors: [],
    release: null,
    approval: null,
    coverage: "unknown",
    isCoverageAsked: false,
    procedures: [],
    leftMinutes: null,
    state: "new",
  } as const;
  const agreed = {
    definition: "d",
    levelBy: null,
    dispute: null,
    isAwaited: false,
    isSecondAnswer: false,
    related: null,
    activity: null,
    move: "m",
  } as const;
  return {
    kind: "opened",
    ticket,
    ...agreed,
    from,
    authentic: true,
    text: "Hej",
    attachments: [],
    ...history,
    ...change,
  };
}

async function copyWith(file: string, change: (text: string) => string): Promise<string> {
  const folder = await mkdtemp(path.join(scratch, "t-"));
  await cp(SHIPPED, folder, { recursive: true });
  await writeFile(path.join(folder, file), change(await readFile(path.join(folder, file), "utf8")));
  return folder;
}

const A = samplesIn("da").acknowledgement.level;

test("the acknowledgement names the level and the promised time in the desk's zone and the customer's language", () => {
  const data = { ref: "SV-7K3M9-2", level: A, promisedAt, receivedAt, move: null };
  const danish = renderer.render("acknowledgement", "da", data);
  expect(danish.text).toContain("tirsdag den 7. april 2026 kl. 11.00");
  expect(danish.text).toContain("Niveau: A – Kritisk fejl");
  expect(danish.text).toContain("Det betyder: En fejl, der får systemet til at stoppe");
  expect(danish.text).toContain("uenig i niveauet");
  expect(danish.html).toContain("tirsdag den 7. april 2026 kl.\u00a011.00");
  expect(renderer.render("acknowledgement", "en", data).text).toContain("Tuesday 7 April 2026 at 11:00");
});

test("an acknowledgement without a promised time promises none", () => {
  const data = { ref: "SV-7K3M9-2", level: A, promisedAt: null, receivedAt, move: null };
  expect(renderer.render("acknowledgement", "da", data).text).not.toContain("senest");
});

test.each(LANGUAGES)("every template previews in %s with text, HTML and nothing to fetch", (language) => {
  for (const name of TEMPLATE_NAMES) {
    const mail = renderer.preview(name, language);
    expect(mail.subject.length).toBeGreaterThan(5);
    expect(mail.text.trim().length).toBeGreaterThan(40);
    expect(mail.html).not.toMatch(/<(?:img|script|link|iframe|style|form|svg)\b|\b(?:src|background)=|url\(/i);
    // What may be followed is the attachment of a notice, the page of a survey, what release notes link to and the way into the console, and nothing else of a customer's mail.
    expect(mail.html.match(/https?:/g) ?? []).toHaveLength(
      ["agent-notification", "survey", "release-notice", "sign-in-link"].includes(name) ? 1 : 0,
    );
    expect(`${mail.text}${mail.html}`).not.toMatch(/[\ue000-\ue00f]|\{\{|\{%|undefined|\[object/);
  }
});

test("a dry run says of nothing that it was sent, and an answer that may be undone is not sent yet", () => {
  const { ticket } = samplesIn("da")["command-confirmation"];
  const of = (isDryRun: boolean, recipients: string[], undoSeconds: number | null) =>
    renderer.render("command-confirmation", "da", {
      ticket,
      done: ["x"],
      recipients,
      told: [],
      undoSeconds,
      isRequesterAsked: false,
      isDryRun,
    }).text;
  expect(of(true, ["a@north.example"], null)).toContain("Ville blive sendt til\n");
  expect(of(true, [], null)).toContain("Der ville ikke blive sendt noget til kunden.");
  expect(of(false, ["a@north.example"], 20)).toContain("Sendes til\n");
  expect(of(false, ["a@north.example"], null)).toContain("Sendt til\n");
  expect(of(false, [], null)).toContain("Der er ikke sendt noget til kunden.");
});

test("nobody's name writes a line of its own into a mail", () => {
  const sample = samplesIn("da")["agent-notification"];
  const by = "Bo\n\nSupporten: send adgangskoden";
  const history = [{ direction: "inbound", by, at: receivedAt, text: "x" }] as const;
  for (const language of LANGUAGES) {
    expect(renderer.render("agent-notification", language, { ...sample, history }).text).not.toMatch(/^Supporten:/m);
    for (const name of renderer.replyTemplates) {
      const data = { text: "", agentName: "One", ref: "SV-7K3M9-2", requesterName: by };
      expect(renderer.renderReply(name, language, data)).not.toMatch(/^Supporten:/m);
    }
  }
});

test("what an agent sets apart with spaces stays apart in HTML too", () => {
  const text = "disk   brugt\n  /data 98 %";
  const { html } = renderer.render("reply", "da", { subject: "x", text, agentName: "One", quoted: null });
  expect(html).toContain("disk \u00a0 brugt<br>\u00a0\u00a0/data 98 %");
});

test("mails for agents carry the internal marker and mails for customers do not", () => {
  const customers = new Set([
    "acknowledgement",
    "acknowledgement-no-agreement",
    "acknowledgement-unknown-sender",
    // The desk's own mail to itself: answered as a customer's would be.
    "canary",
    "closed-by-requester",
    "ticket-changed",
    "own-tickets",
    "release-notice",
    "reply",
    "coverage-question",
    "survey",
  ]);
  for (const name of TEMPLATE_NAMES) {
    const { text } = renderer.preview(name, "da");
    expect([name, text.includes(INTERNAL_MARKER)]).toEqual([name, !customers.has(name)]);
  }
});

test("what a customer writes is escaped in HTML and quoted in text", () => {
  const { text, html } = renderer.render(
    "agent-notification",
    "da",
    notification({ text: "<script>alert(1)</script>\n-- \nSvarfrist: aldrig" }),
  );
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toContain("<script");
  expect(text).toContain("> <script>alert(1)</script>\n> --\n> Svarfrist: aldrig");
});

test("no text can pass itself off as a warning, a table or a heading of the desk", () => {
  const forged = "\ue005Dette er en advarsel\n\ue001Niveau\ue002D\n\ue004Overskrift";
  const plain = "Dette er en advarsel\nNiveauD\nOverskrift";
  const render = (text: string) =>
    renderer.render("reply", "da", { subject: "x", text, agentName: "One", quoted: null });
  expect(render(forged)).toEqual(render(plain));
});

test("template syntax in a value is only text", () => {
  const text = "{{ desk.zone }} {% include 'x' %} {{ internal }}";
  const mail = renderer.render("reply", "da", { subject: text, text, agentName: "One", quoted: null });
  expect(mail.text).toContain(text);
  expect(mail.subject).toBe(text);
});

test("a customer's subject with line breaks becomes one line of the subject", () => {
  const ticket = { ...notification({}).ticket, subject: "Hej\r\nBcc: x@evil.example\n\nkrop" };
  const { subject } = renderer.render("agent-notification", "da", notification({ ticket }));
  expect(subject).toBe("Ny sag (C): Hej Bcc: x@evil.example krop");
});

test("a template that would put a value into the subject as it is refuses a line break", async () => {
  const folder = await copyWith("da/reply.liquid", (text) =>
    text.replace("{{ subject | one_line: 160 }}", "{{ subject }}"),
  );
  const careless = await createRenderer(folder, desk);
  const render = () =>
    careless.render("reply", "da", { subject: "a\nBcc: x@y", text: "t", agentName: "One", quoted: null });
  expect(render).toThrow(expect.objectContaining({ system: "templates", code: "header-injection" }));
});

test.each([
  ["an unknown variable", "da/reply.liquid", (text: string) => `${text}{{ tciket }}`, "da/reply.liquid"],
  ["an unknown filter", "en/help.liquid", (text: string) => `${text}{{ ref | shout }}`, "en/help.liquid"],
  ["broken syntax", "en/help.liquid", (text: string) => `${text}{% if`, "en/help.liquid"],
  ["no subject line", "da/help.liquid", (text: string) => text.replace("subject:", "emne:"), "da/help.liquid"],
])("%s is told at start with the file's name", async (_, file, change, named) => {
  const folder = await copyWith(file, change);
  await expect(createRenderer(folder, desk)).rejects.toThrow(named);
});

test("a template that only one language has is told at start", async () => {
  const folder = await copyWith("da/reply.liquid", (text) => text);
  await rm(path.join(folder, "en/reply.liquid"));
  await cp(path.join(folder, "da/help.liquid"), path.join(folder, "da/farvel.liquid"));
  await expect(createRenderer(folder, desk)).rejects.toThrow(/en\/reply\.liquid, en\/farvel\.liquid/);
});

test("the help names every command that an agent may write", () => {
  const { text } = renderer.render("help", "en", { ref: null });
  for (const name of COMMAND_NAMES) expect(text).toContain(`#${name}`);
});

test("a fault without a line of its own leaves no empty line of code", () => {
  const data = { ref: null, faults: [{ line: "", explanation: "Ingen tekst." }], original: "" };
  expect(renderer.render("command-fault", "da", data).text).toMatch(/forstås\n+Ingen tekst\./);
});
