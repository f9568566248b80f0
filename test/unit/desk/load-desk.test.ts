import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { loadDesk } from "../../../src/desk/load-desk.ts";
import { parseDesk } from "../../../src/desk/parse-desk.ts";
import { smtpRoutes } from "../../../src/domain/desk/smtp-routes.ts";
import { storedDesk } from "../../../src/domain/desk/stored-desk.ts";
import { parseLocalDate } from "../../../src/domain/time/local-date.ts";

const shipped = readFileSync("config/desk.yaml", "utf8");
const load = (text: string, environment = {}) => {
  const parsed = parseDesk(text, environment, shipped);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults, null, 1));
  return parsed;
};
const small = "desk: { address: Support@Desk.example }\n";

test("an address alone is a whole desk", () => {
  const { desk } = load(small);
  expect(desk.desk).toMatchObject({
    name: "Support",
    address: "support@desk.example",
    languages: ["da", "en"],
    zone: "Europe/Copenhagen",
    undoSeconds: 20,
    opsAddress: null,
    acknowledge: "always",
    reopenDays: 14,
    survey: null,
    alerts: { mailsAMinute: 10, usefulMinutes: 60 },
  });
  expect(Object.keys(desk.levels)).toEqual(["A", "B", "C", "D"]);
  expect(desk.defaultLevel).toBe("C");
  expect(Object.keys(desk.services)).toHaveLength(13);
  expect(desk.teams).toEqual({ support: { members: [], lead: null, isDefault: true } });
});

test("a small desk is warned of inherited steps that reach nobody", () => {
  expect(load(small).warnings.map(({ path }) => path)).toContain("ladder[1].to[1]");
});

test("a fault in what is taken from the shipped desk is a fault of the desk", () => {
  const parsed = parseDesk(small, {}, shipped.replace("firstResponse: 8h", "firstResponse: soon"));
  expect(parsed.ok ? [] : parsed.faults.map(({ path }) => path)).toEqual(["levels.B.firstResponse"]);
});

test("levels that a file leaves out are the shipped ones, on the file's own calendar", () => {
  const { desk } = load(`${small}
calendars: { day: { zone: Europe/Copenhagen, hours: { mon: [["00:00", "24:00"]] } } }
levels: { A: { name: { da: n, en: n }, definition: { da: d, en: d }, calendar: day, firstResponse: 1h30, ladder: [] } }
`);
  expect(desk.levels.A?.firstResponseMinutes).toBe(90);
  expect(desk.levels.A?.ladder).toEqual([]);
  expect(desk.levels.B).toMatchObject({ firstResponseMinutes: 480, calendar: "day" });
});

test("an id of a desk is never found on the prototype of a map", () => {
  const { desk } = load(small);
  expect(desk.levels.constructor).toBeUndefined();
});

test("the version of a desk ignores comments, order and credentials, and changes with its meaning", () => {
  const urls = (password: string) => ({ IMAP_URL: `imaps://u:${password}@h`, SMTP_URL: `smtps://u:${password}@h` });
  const agents = "agents: { one: { name: One, addresses: [one@desk.example] } }\n";
  const first = load(small + agents, urls("old")).hash;
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(load(`# a comment\n${agents}${small}`, urls("new")).hash).toBe(first);
  expect(load(small + agents.replace("One,", "Two,"), urls("old")).hash).not.toBe(first);
});

test("without a mailboxes key there is one mailbox from the environment", () => {
  const environment = {
    IMAP_URL: "imap://us%40er:pa%25ss@Mail.example/Support",
    SMTP_URL: "smtp://mail.example?tls=none",
    IMAP_TRUSTED_AUTH_SERVERS: "MX.desk.example, mx2.desk.example",
  };
  expect(load(small, environment).desk.mailboxes).toEqual([
    {
      name: "support",
      imap: { host: "mail.example", port: 143, security: "starttls", user: "us@er", password: "pa%ss" },
      smtp: { host: "mail.example", port: 587, security: "none", user: null, password: null },
      fallbacks: [],
      oauth2: null,
      folder: "Support",
      after: { kind: "keep" },
      trustedAuthServers: ["mx.desk.example", "mx2.desk.example"],
    },
  ]);
});

test("a mailbox has further ways out, each with the login its URL names, and none of them stays in the stored desk", () => {
  const text = `${small}mailboxes:
  - name: support
    smtp: smtp://support%40desk.example@outlook.example:587
    fallbacks: ["\${SECOND}", "smtp://127.0.0.1", "smtps://support@other.example", "smtps://u:p@other.example"]
    auth:
      oauth2: { grant: client_credentials, tokenUrl: "https://login.example/token", clientId: desk, clientSecret: s, scope: mail }
`;
  const { desk } = load(text, { SECOND: "smtps://us%40er:geheim@second.example" });
  const [mailbox] = desk.mailboxes;
  expect(smtpRoutes(mailbox!).map(({ name, byToken, server }) => [name, byToken, server.user])).toEqual([
    ["outlook.example:587", true, "support@desk.example"],
    ["second.example:465", false, "us@er"],
    ["127.0.0.1:587", false, null],
    ["other.example:465", true, "support"],
    ["other.example:465 (2)", false, "u"],
  ]);
  expect(JSON.stringify(storedDesk(desk))).not.toMatch(/geheim|us@er/);
});

test("a journal takes access tokens as a mailbox does, and keeps their secrets out of the stored desk", () => {
  const text = `${small}journal:
  address: journal@desk.example
  imap: imaps://journal%40desk.example@outlook.example:993
  auth:
    oauth2: { grant: refresh_token, tokenUrl: "https://login.example/token", clientId: desk, clientSecret: geheim, refreshToken: geheimer }
`;
  const { desk } = load(text);
  expect(desk.journal).toMatchObject({
    imap: { user: "journal@desk.example", password: null },
    oauth2: { grant: "refresh_token", clientSecret: "geheim", refreshToken: "geheimer" },
  });
  expect(JSON.stringify(storedDesk(desk))).not.toContain("geheim");
});

test("a mailbox with access tokens keeps its secrets out of the stored desk, and their change is no new version", () => {
  const text = `${small}mailboxes:
  - name: support
    imap: imaps://support%40desk.example@outlook.example:993
    auth:
      oauth2: { grant: refresh_token, tokenUrl: "https://login.example/token", clientId: desk, clientSecret: "\${S}", refreshToken: "\${R}", scope: imap, secretExpires: 2027-01-31 }
`;
  const { desk, hash } = load(text, { S: "geheim", R: "geheimer" });
  expect(desk.mailboxes[0]).toMatchObject({
    imap: { user: "support@desk.example", password: null },
    oauth2: {
      grant: "refresh_token",
      clientSecret: "geheim",
      refreshToken: "geheimer",
      secretExpires: parseLocalDate("2027-01-31"),
    },
  });
  expect(JSON.stringify(storedDesk(desk))).not.toContain("geheim");
  const [mailbox] = desk.mailboxes;
  if (!mailbox?.oauth2) throw new Error("no mailbox with access tokens");
  const oauth2 = { ...mailbox.oauth2, tokenUrl: "https://desk:geheim@login.example/token?a=b@c" };
  const stored = storedDesk({ ...desk, mailboxes: [{ ...mailbox, oauth2 }] });
  expect(stored.mailboxes[0]?.oauth2?.tokenUrl).toBe("https://login.example/token?a=b@c");
  expect(load(text, { S: "another", R: "other" }).hash).toBe(hash);
});

test("what happens to a mail after it is accepted is kept, flagged or moved", () => {
  const after = (text: string) =>
    load(`${small}mailboxes: [{ name: a, imap: "imaps://u:p@h", after: "${text}" }]`).desk.mailboxes[0]?.after;
  expect([after("keep"), after("flag"), after("move:Done")]).toEqual([
    { kind: "keep" },
    { kind: "flag" },
    { kind: "move", folder: "Done" },
  ]);
});

test("conditions between slashes are expressions, others substrings without case", () => {
  const { desk } = load(`${small}rules: [{ when: { subject: BackUp, text: "/a+/i" }, set: { level: A } }]`);
  expect(desk.rules[0]?.when).toEqual({
    subject: { kind: "substring", text: "backup" },
    text: { kind: "expression", source: "a+" },
  });
});

test("the value of a variable cannot change the structure of the file", () => {
  const { desk } = load(`${small}agents: { one: { name: "\${NAME}", addresses: [one@desk.example] } }`, {
    NAME: 'x" }, two: { name: y',
  });
  expect(desk.agents.one?.name).toBe('x" }, two: { name: y');
});

test("agents prove themselves by DMARC, by what the desk says, or by what stands at their own name", () => {
  const agents = `agents:
  one: { name: One, addresses: [one@desk.example] }
  two: { name: Two, addresses: [two@desk.example], proof: dmarc }
`;
  const proofs = (text: string) => Object.values(load(text + agents).desk.agents).map(({ proof }) => proof);
  expect(proofs(small)).toEqual(["dmarc", "dmarc"]);
  expect(proofs(small.replace(" }", ", agentProof: confirmation }"))).toEqual(["confirmation", "dmarc"]);
});

test("a key with nothing behind it is one that is left out", () => {
  expect(load(`${small}webhooks:\nrules:\n`).desk.webhooks).toEqual([]);
});

test("a file that does not exist is one fault", () => {
  expect(loadDesk("/no/such/desk.yaml", {})).toEqual({
    ok: false,
    faults: [
      { path: "", line: 1, column: 1, message: expect.stringMatching(/^the file does not exist; set SVARTID_DESK/) },
    ],
  });
});

test("the documented keys, each once, are a whole file", () => {
  const { desk } = load(
    `
desk: { name: READy Support, address: support@desk.example, languages: [da, en], zone: Europe/Copenhagen, undoSeconds: 20, opsAddress: ops@desk.example }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", folder: INBOX, after: keep, trustedAuthServers: [mx.desk.example] }
calendars:
  office: { zone: Europe/Copenhagen, hours: { mon: [["08:00", "16:00"]], fri: [["08:00", "14:30"]] }, holidays: [dk], closures: [{ date: 2026-12-24 }], openings: [] }
levels:
  A: { name: { da: Kritisk fejl, en: Critical fault }, definition: { da: "...", en: "..." }, calendar: office, firstResponse: 4h }
defaultLevel: C
ladder:
  - { at: -1h, to: [assignee, team] }
  - { at: 0h, to: [lead, ops] }
  - { at: 2h, to: [accountable, ops] }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent] }
teams:
  support: { members: [one], lead: one, default: true }
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31, calendar: office }, accountManager: one, installed: [{ module: core, version: "5.2" }], contacts: [it@north.example] }
services:
  backup: { name: { da: Backup, en: Backup }, coverage: { vendor: included, customer: none } }
activities:
  level-a: { name: { da: Niveau A, en: Level A }, customer: I, vendor: A/R }
rules:
  - { when: { subject: "backup" }, set: { service: backup, level: B, team: support } }
webhooks: []
`,
    { IMAP_URL: "imaps://u:p@h", SMTP_URL: "smtps://u:p@h" },
  );
  expect(desk.organisations[0]?.agreement).toEqual({
    from: "2026-01-01",
    to: "2027-12-31",
    renewalMonths: null,
    calendar: "office",
  });
  expect(Object.keys(desk.levels)).toEqual(["A", "B", "C", "D"]);
});

test("the version of a desk knows which receiver a webhook has, and neither its path nor its secret", () => {
  const webhook = (url: string, secret: string) =>
    load(`${small}webhooks: [{ name: chat, url: "${url}", secret: whsec_${secret.repeat(32)} }]`).hash;
  const first = webhook("https://chat.desk.example/a", "A");
  expect(webhook("https://chat.desk.example/b?c=d", "B")).toBe(first);
  expect(webhook("https://other.desk.example/a", "A")).not.toBe(first);
});

test("a webhook that no step names, and a step that reaches no person, are warned of", () => {
  const ladder = (to: string) => `${small}agents: { one: { name: One, addresses: [one@desk.example], roles: [ops] } }
ladder: [{ at: 0h, to: [${to}] }]
webhooks: [{ name: chat, url: https://chat.desk.example/ }]
`;
  const about = (to: string) =>
    load(ladder(to))
      .warnings.filter(({ path }) => path.startsWith("webhooks"))
      .map(({ path, message }) => `${path}: ${message}`);
  expect(about('ops, "webhook:chat"')).toEqual([]);
  expect(about("ops")).toEqual([
    "webhooks[0]: no alert is posted to it, only troubles of the desk; name webhook:chat in a step of a ladder",
  ]);
  expect(about('"webhook:chat"')).toEqual([expect.stringContaining("a step of a ladder reaches webhooks only")]);
});
