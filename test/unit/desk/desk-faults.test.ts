import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parseDesk } from "../../../src/desk/parse-desk.ts";

const shipped = readFileSync("config/desk.yaml", "utf8");
const small = "desk: { address: support@desk.example, opsAddress: ops@desk.example }";
const faultsOf = (lines: string[], environment = {}) => {
  const parsed = parseDesk([small, ...lines].join("\n"), environment, shipped);
  return parsed.ok ? [] : parsed.faults.map(({ path, line, message }) => `${line} ${path}: ${message}`);
};

const level = (extra: string) =>
  `levels: { A: { name: { da: n, en: n }, definition: { da: d, en: d }, calendar: office, ${extra} } }`;
const people = ["agents: { one: { name: One, addresses: [one@desk.example], roles: [agent] } }"];
const organisation = (extra: string) =>
  `  - { id: north, name: North, domains: [north.example], hosting: vendor, ${extra} }`;

/** Lines of desk.yaml in which an agreement promises this. */
const promising = (...promises: string[]) => [
  "organisations:",
  "  - id: north",
  "    name: North",
  "    domains: [north.example]",
  "    hosting: vendor",
  "    agreement:",
  "      from: 2026-01-01",
  "      to: 2026-12-31",
  ...promises.map((line) => `      ${line}`),
];

const oauth2 = (keys: string, imap = "imaps://support@mail.example") => [
  `mailboxes: [{ name: support, imap: "${imap}", auth: { oauth2: { clientId: desk, ${keys} } } }]`,
];

const absences = (one: string, two = "") => [
  "agents:",
  `  one: { name: One, addresses: [one@desk.example], absent: [${one}] }`,
  `  two: { name: Two, addresses: [two@desk.example], absent: [${two}] }`,
];

test.each<[string, string[], string]>([
  [
    "a deputy whom the desk does not have",
    absences("{ from: 2026-12-01, to: 2026-12-02, deputy: tow }"),
    '3 agents.one.absent[0].deputy: "tow" is not an agent of this desk; known are one, two',
  ],
  [
    "an agent who stands in for themselves",
    absences("{ from: 2026-12-01, to: 2026-12-02, deputy: one }"),
    "3 agents.one.absent[0].deputy: one cannot stand in for themselves; name another agent",
  ],
  [
    "an absence that ends before it begins",
    absences("{ from: 2026-12-02, to: 2026-12-01, deputy: two }"),
    "3 agents.one.absent[0].to: the absence ends on 2026-12-01, before it begins on 2026-12-02; correct one of them",
  ],
  [
    "an absence on a day that is none",
    absences("{ from: 2026-02-30, to: 2026-12-01, deputy: two }"),
    "3 agents.one.absent[0].from: 2026-02-30 is not a day of the calendar; correct the date",
  ],
  [
    "two absences on one day",
    absences("{ from: 2026-12-01, to: 2026-12-05, deputy: two }, { from: 2026-12-05, to: 2026-12-09, deputy: two }"),
    "3 agents.one.absent[1]: the absence overlaps the one from 2026-12-01 to 2026-12-05; let each day have one",
  ],
  [
    "deputies who stand in for each other on one day",
    absences("{ from: 2026-12-01, to: 2026-12-05, deputy: two }", "{ from: 2026-12-05, to: 2026-12-09, deputy: one }"),
    "4 agents.two.absent[0].deputy: on 2026-12-05 the deputies go in a circle (two, one, two): nobody would be told; name somebody who is there",
  ],
  ["broken YAML", ["rules: ["], "2 : this is not valid YAML"],
  [
    "a key that stands twice",
    ["defaultLevel: A", "defaultLevel: B"],
    "3 : this is not valid YAML: Map keys must be unique",
  ],
  [
    "a token endpoint without TLS",
    oauth2("grant: client_credentials, clientSecret: s, tokenUrl: http://login.example/token"),
    "2 mailboxes[0].auth.oauth2.tokenUrl: secrets are sent there, so it must be a URL that begins with https://",
  ],
  [
    "a token endpoint with a password",
    oauth2("grant: client_credentials, clientSecret: s, tokenUrl: 'https://desk:geheim@login.example/token'"),
    "2 mailboxes[0].auth.oauth2.tokenUrl: it holds a user or a password, which no request carries; set clientId and",
  ],
  [
    "a consent without its refresh token",
    oauth2("grant: refresh_token, tokenUrl: https://login.example/token"),
    "2 mailboxes[0].auth.oauth2.grant: refresh_token needs refreshToken; set it to the one that the consent gave",
  ],
  [
    "a client without its secret",
    oauth2("grant: client_credentials, tokenUrl: https://login.example/token"),
    "2 mailboxes[0].auth.oauth2.grant: client_credentials needs clientSecret; set it",
  ],
  [
    "a day of expiry that is none",
    oauth2(
      "grant: client_credentials, clientSecret: s, tokenUrl: https://login.example/token, secretExpires: 2027-02-30",
    ),
    "2 mailboxes[0].auth.oauth2.secretExpires: 2027-02-30 is not a day of the calendar; correct the date",
  ],
  [
    "a password beside access tokens",
    oauth2(
      "grant: client_credentials, clientSecret: s, tokenUrl: https://login.example/token",
      "imaps://u:geheim@mail.example",
    ),
    "2 mailboxes[0].imap: the mailbox has auth, so take the password out of the URL",
  ],
  [
    "access tokens for nobody",
    oauth2("grant: client_credentials, clientSecret: s, tokenUrl: https://login.example/token", "imaps://mail.example"),
    "2 mailboxes[0].imap: the URL names no user; write it as imaps://user@mail.desk.example",
  ],
  ["an unknown key", ["levles: {}"], '2 levles: "levles" is not a key here (did you mean levels?); the keys are desk,'],
  [
    "a missing key",
    ["agents:", "  one: { name: One }"],
    "3 agents.one.addresses: addresses is missing; give a list of at least one address",
  ],
  [
    "an id that is none",
    ["teams:", "  1st: { members: [], default: true }"],
    '3 teams.1st: "1st" is not an id; use letters, digits and dashes',
  ],
  [
    "a bad duration",
    [level("firstResponse: 4x")],
    '2 levels.A.firstResponse: "4x" is not a length of working time such as 4h',
  ],
  [
    "a negative target",
    [level("firstResponse: -4h")],
    '2 levels.A.firstResponse: "-4h" is not a length of working time',
  ],
  [
    "a duration without its unit",
    [level("firstResponse: 4")],
    "2 levels.A.firstResponse: 4 is not a length of working time",
  ],
  [
    "a name in one language",
    [level("firstResponse: 4h, resolution: 8h").replace(", en: n", "")],
    "2 levels.A.name.en: en is missing",
  ],
  [
    "a bad address",
    ["agents:", "  one: { name: One, addresses: [one at desk] }"],
    '3 agents.one.addresses[0]: "one at desk" is not an email address',
  ],
  [
    "an empty text",
    ['teams: { a: { members: [], lead: "", default: true } }'],
    "2 teams.a.lead: it is empty; give text",
  ],
  ["a list that is none", ["rules: 4"], "2 rules: 4 is not a list"],
  [
    "a number out of range",
    ["mailboxes: []", "webhooks: [{ name: a, url: 7 }]"],
    "3 webhooks[0].url: 7 is not text; put a number in quotes",
  ],
  [
    "an unknown choice",
    ["organisations:", organisation("").replace("vendor", "cloud")],
    '3 organisations[0].hosting: "cloud" is not one of vendor, customer',
  ],
  [
    "an unknown calendar",
    [level("firstResponse: 4h").replace("office", "offce")],
    '2 levels.A.calendar: "offce" is not a calendar of this desk (did you mean office?); known are office',
  ],
  ["an unknown default level", ["defaultLevel: E"], '2 defaultLevel: "E" is not a level of this desk'],
  [
    "an agent nobody knows in a team",
    ["teams: { support: { members: [two], default: true } }"],
    '2 teams.support.members[0]: "two" is not an agent of this desk',
  ],
  [
    "no default team",
    [...people, "teams: { support: { members: [one] } }"],
    "3 teams: no team takes what no rule has placed; give one of them default: true",
  ],
  [
    "two default teams",
    [...people, "teams:", "  a: { members: [one], default: true }", "  b: { members: [one], default: true }"],
    "5 teams.b.default: only one team can be the default, and a is it already",
  ],
  [
    "an address of two agents",
    [
      "agents:",
      "  one: { name: One, addresses: [x@desk.example] }",
      "  two: { name: Two, addresses: [X@desk.example] }",
    ],
    "4 agents.two.addresses[0]: the address x@desk.example belongs to agent one already",
  ],
  [
    "an agent with the desk's address",
    ["agents: { one: { name: One, addresses: [Support@desk.example] } }"],
    "2 agents.one.addresses[0]: this is the address of the desk itself",
  ],
  [
    "a domain of two organisations",
    ["organisations:", organisation(""), organisation("").replace("id: north", "id: west")],
    "4 organisations[1].domains[0]: the domain north.example belongs to organisation north already",
  ],
  [
    "an organisation twice",
    ["organisations:", organisation(""), organisation("").replace("north.example", "west.example")],
    "4 organisations[1].id: the id north belongs to organisation north already",
  ],
  [
    "an organisation nobody writes for",
    ["organisations:", organisation("").replace("domains: [north.example]", "domains: []")],
    "3 organisations[0]: nobody can write for north; give it domains or contacts",
  ],
  [
    "an id that is none",
    ["organisations:", organisation("").replace("id: north", "id: 1north")],
    '3 organisations[0].id: "1north" is not an id of letters, digits and dashes, a letter first',
  ],
  [
    "a domain where everybody can have an address",
    ["organisations:", organisation("").replace("north.example", "north.example, Gmail.com")],
    "3 organisations[0].domains[1]: everybody can have an address under Gmail.com; list the whole addresses of the organisation's people under contacts instead",
  ],
  [
    "an account manager nobody knows",
    ["organisations:", organisation("accountManager: two")],
    '3 organisations[0].accountManager: "two" is not an agent',
  ],
  [
    "an agreement that ends before it begins",
    ["organisations:", organisation("agreement: { from: 2026-02-01, to: 2026-01-01 }")],
    "3 organisations[0].agreement.to: the agreement ends on 2026-01-01, before it begins on 2026-02-01",
  ],
  [
    "a day that does not exist",
    ["organisations:", organisation("agreement: { from: 2026-02-30, to: 2026-12-31 }")],
    "3 organisations[0].agreement.from: 2026-02-30 is not a day of the calendar",
  ],
  [
    "nobody accountable",
    ["activities: { access: { name: { da: n, en: n }, customer: I, vendor: R } }"],
    "2 activities.access: nobody is accountable; give exactly one of customer and vendor the letter A",
  ],
  [
    "two accountable",
    ["activities: { access: { name: { da: n, en: n }, customer: A, vendor: A/R } }"],
    "2 activities.access: both customer and vendor are accountable",
  ],
  [
    "a letter that is none",
    ["activities: { access: { name: { da: n, en: n }, customer: X, vendor: A/R } }"],
    '2 activities.access.customer: "X" is not letters of R, A, S, C, I',
  ],
  [
    "an activity of a team nobody knows",
    ["activities: { access: { name: { da: n, en: n }, customer: I, vendor: A/R, team: suport } }"],
    '2 activities.access.team: "suport" is not a team of this desk (did you mean support?); known are support',
  ],
  [
    "an unknown agent accountable",
    ["activities: { access: { name: { da: n, en: n }, customer: I, vendor: A/R, accountable: nobody } }"],
    '2 activities.access.accountable: "nobody" is not an agent of this desk',
  ],
  [
    "an agent accountable for what is the customer's",
    [
      "activities: { access: { name: { da: n, en: n }, customer: A/R, vendor: I, accountable: one } }",
      "agents: { one: { name: One, addresses: [one@desk.example] } }",
    ],
    "2 activities.access.accountable: the vendor is not accountable for this activity; leave this out, or give vendor the letter A",
  ],
  [
    "contacts informed of what the customer has no part in",
    ["activities: { access: { name: { da: n, en: n }, customer: S, vendor: A/R, inform: contacts } }"],
    "2 activities.access.inform: the customer has no part that is told of this activity; give customer the letter I",
  ],
  [
    "nobody to inform by that name",
    ["activities: { access: { name: { da: n, en: n }, customer: I, vendor: A/R, inform: everybody } }"],
    '2 activities.access.inform: "everybody" is not one of requester, contacts',
  ],
  [
    "a level of an unknown activity",
    [
      "levels: { A: { name: { da: n, en: n }, definition: { da: n, en: n }, calendar: office, firstResponse: 4h, activity: level-x } }",
    ],
    '2 levels.A.activity: "level-x" is not an activity of this desk',
  ],
  [
    "a word that asks for two levels",
    [
      "levels:",
      "  A: { name: { da: n, en: n }, definition: { da: n, en: n }, calendar: office, firstResponse: 4h, words: [nede] }",
      "  B: { name: { da: n, en: n }, definition: { da: n, en: n }, calendar: office, firstResponse: 4h, words: [Nede] }",
    ],
    "4 levels.B.words[0]: the word nede belongs to level A already; take it from one of them",
  ],
  [
    "a word that no mail can hold",
    [
      "levels: { A: { name: { da: n, en: n }, definition: { da: n, en: n }, calendar: office, firstResponse: 4h, words: ['!'] } }",
    ],
    '2 levels.A.words[0]: "!" holds no word of two letters or more; write what customers would',
  ],
  [
    "a rule for a service nobody has",
    ["rules:", "  - { when: { subject: x }, set: { service: bakup } }"],
    '3 rules[0].set.service: "bakup" is not a service of this desk (did you mean backup?)',
  ],
  [
    "a rule for an unknown activity",
    ["rules:", "  - { when: { subject: x }, set: { activity: level-e } }"],
    '3 rules[0].set.activity: "level-e" is not an activity',
  ],
  [
    "a rule for an unknown level",
    ["rules:", "  - { when: { subject: x }, set: { level: E } }"],
    '3 rules[0].set.level: "E" is not a level',
  ],
  [
    "a rule for an unknown team",
    ["rules:", "  - { when: { subject: x }, set: { team: second } }"],
    '3 rules[0].set.team: "second" is not a team',
  ],
  [
    "a rule that decides nothing",
    ["rules:", "  - { when: { subject: x }, set: {} }"],
    "3 rules[0].set: the rule decides nothing",
  ],
  [
    "a rule without a condition",
    ["rules:", "  - { when: {}, set: { level: A } }"],
    "3 rules[0].when: the rule has no condition",
  ],
  [
    "an expression that does not compile",
    ["rules:", '  - { when: { subject: "/(a/" }, set: { level: A } }'],
    "3 rules[0].when.subject: the expression cannot be used: a group ( is not closed",
  ],
  [
    "an expression that looks around",
    ["rules:", '  - { when: { subject: "/(?=a)/" }, set: { level: A } }'],
    "3 rules[0].when.subject: the expression cannot be used: look-around",
  ],
  [
    "a ladder without people",
    ["ladder:", "  - { at: 0h, to: [lead] }"],
    "3 ladder[0].to[0]: nobody is lead on this desk; give a team a lead",
  ],
  [
    "a recipient that is none",
    ["ladder:", "  - { at: 0h, to: [boss] }"],
    '3 ladder[0].to[0]: "boss" is neither a role',
  ],
  [
    "an alert to the desk itself",
    ["ladder:", "  - { at: 0h, to: [support@desk.example] }"],
    "3 ladder[0].to[0]: an alert would be mailed to the desk itself",
  ],
  [
    "a webhook nobody knows",
    ["ladder:", '  - { at: 0h, to: ["webhook:chat"] }'],
    '3 ladder[0].to[0]: "chat" is not a webhook of this desk',
  ],
  [
    "a ladder step at no time",
    ["ladder:", "  - { at: soon, to: [ops] }"],
    '3 ladder[0].at: "soon" is not a length of working time such as 2h, 0h or',
  ],
  [
    "a level's own ladder",
    [level("firstResponse: 4h, ladder: [{ at: 0h, to: [lead] }]")],
    "2 levels.A.ladder[0].to[0]: nobody is lead on this desk",
  ],
  [
    "a journal in the desk's own mailbox",
    ["journal: { address: support@desk.example, imap: 'imaps://j:p@mail.desk.example' }"],
    "2 journal.address: copies would come in as customers' mail; name a mailbox of its own",
  ],
  [
    "a journal whose mailbox is no URL",
    ["journal: { address: journal@desk.example, imap: mail.desk.example }"],
    "2 journal.imap: this is not a URL",
  ],
  [
    "a journal with a password where tokens are to be used",
    [
      "journal:",
      "  address: journal@desk.example",
      "  imap: 'imaps://j:p@mail.desk.example'",
      "  auth: { oauth2: { grant: client_credentials, tokenUrl: https://id.desk.example/t, clientId: x, clientSecret: y } }",
    ],
    "4 journal.imap: ",
  ],
  [
    "a journal whose grant lacks its secret",
    [
      "journal:",
      "  address: journal@desk.example",
      "  imap: 'imaps://j@mail.desk.example'",
      "  auth: { oauth2: { grant: client_credentials, tokenUrl: https://id.desk.example/t, clientId: x } }",
    ],
    "5 journal.auth.oauth2.grant: client_credentials needs clientSecret",
  ],
  [
    "a webhook that is no web address",
    ["webhooks:", "  - { name: chat, url: chat.desk.example }"],
    "3 webhooks[0].url: this is not a web address",
  ],
  [
    "two webhooks of one name",
    [
      "webhooks:",
      "  - { name: chat, url: https://chat.desk.example/1 }",
      "  - { name: chat, url: https://chat.desk.example/2 }",
    ],
    "4 webhooks[1].name: two webhooks are called chat; rename one",
  ],
  [
    "a webhook without TLS",
    ["webhooks:", "  - { name: chat, url: http://chat.desk.example/hook }"],
    "3 webhooks[0].url: plain http shows alerts to whoever listens; write https, or allowPrivate: true",
  ],
  [
    "a webhook with a password in its URL",
    ["webhooks:", "  - { name: chat, url: https://me:S3CRET@chat.desk.example/ }"],
    "3 webhooks[0].url: the URL holds a user or a password; leave them out",
  ],
  [
    "a webhook inside our own network",
    ["webhooks:", '  - { name: chat, url: "https://[fd00::1]/hook" }'],
    "3 webhooks[0].url: the address of the URL is private, not public; set allowPrivate: true if it is meant",
  ],
  [
    "a webhook where a cloud keeps its credentials",
    ["webhooks:", '  - { name: chat, url: "http://0xA9FEA9FE/latest", allowPrivate: true }'],
    "3 webhooks[0].url: the address of the URL is link-local, not public; name another receiver",
  ],
  [
    "a webhook of a format nobody knows",
    ["webhooks:", "  - { name: chat, url: https://chat.desk.example/, format: discord }"],
    '3 webhooks[0].format: "discord" is not one of standard, slack, teams',
  ],
  [
    "a webhook with a secret nobody can use",
    ["webhooks:", "  - { name: chat, url: https://chat.desk.example/, secret: hunter2 }"],
    "3 webhooks[0].secret: this is not whsec_ and the base64 of 24 to 64 bytes; make one with:",
  ],
  [
    "a signature that slack does not check",
    ["webhooks:", "  - { name: chat, url: https://hooks.desk.example/, format: slack, secret: whsec_x }"],
    "3 webhooks[0].secret: slack checks no signature; leave the secret out",
  ],
  [
    "a name that is not set",
    ["mailboxes:", '  - { name: support, imap: "${NO_SUCH_URL}" }'],
    "3 mailboxes[0].imap: ${NO_SUCH_URL} is not set in the environment; set NO_SUCH_URL there or in .env",
  ],
  [
    "a mail URL that is none",
    ["mailboxes:", "  - { name: support, imap: mail.example }"],
    "3 mailboxes[0].imap: this is not a URL; write it as imaps://",
  ],
  [
    "two mailboxes of one name",
    ["mailboxes:", '  - { name: a, smtp: "smtp://h" }', '  - { name: a, smtp: "smtp://h" }'],
    "4 mailboxes[1].name: the name a belongs to mailbox a already",
  ],
  [
    "a mailbox without servers",
    ["mailboxes:", "  - { name: a }"],
    "3 mailboxes[0]: the mailbox can neither read nor send",
  ],
  [
    "a further way out without a first one",
    ["mailboxes:", '  - { name: a, imap: "imap://u:p@h", fallbacks: ["smtp://h"] }'],
    "3 mailboxes[0].fallbacks: there is nothing to fall back from; give the first way out as smtp",
  ],
  [
    "a further way out that is no URL",
    ["mailboxes:", '  - { name: a, smtp: "smtp://h", fallbacks: ["smtp://h", "h"] }'],
    "3 mailboxes[0].fallbacks[1]: this is not a URL",
  ],
  [
    "an unknown treatment after accepting",
    ["mailboxes:", '  - { name: a, smtp: "smtp://h", after: delete }'],
    '3 mailboxes[0].after: "delete" is not keep, flag or move:FOLDER',
  ],
  [
    "an agreement about a level that is none",
    promising("levels:", "  E: { firstResponse: 2h }"),
    '11 organisations[0].agreement.levels.E: "E" is not a level of this desk',
  ],
  [
    "an agreement's calendar for a level that is none",
    promising("levels:", "  A: { calendar: ofice }"),
    '11 organisations[0].agreement.levels.A.calendar: "ofice" is not a calendar of this desk (did you mean office?); known are office',
  ],
  [
    "an agreement's target that is no working time",
    promising("levels:", "  A:", "    nextResponse: two hours"),
    '12 organisations[0].agreement.levels.A.nextResponse: "two hours" is not a length of working time such as 4h',
  ],
  [
    "a key of a level that an agreement does not change",
    promising("levels:", "  A: { name: { da: n, en: n } }"),
    "11 organisations[0].agreement.levels.A.name: ",
  ],
  [
    "an agreement's ladder that names nobody",
    promising("ladder:", "  - { at: -1h, to: [nobody] }"),
    '11 organisations[0].agreement.ladder[0].to[0]: "nobody" is neither a role',
  ],
  [
    "an agreement's ladder that names a manager its organisation does not have",
    promising("ladder:", "  - { at: -1h, to: [accountManager] }"),
    "11 organisations[0].agreement.ladder[0].to[0]: nobody is accountManager on this desk; give an organisation an accountManager",
  ],
  [
    "an agreement's ladder for a level that names a webhook that is none",
    promising("levels:", "  A:", "    ladder:", "      - { at: 0h, to: [ops, webhook:chat] }"),
    '13 organisations[0].agreement.levels.A.ladder[0].to[1]: "chat" is not a webhook of this desk',
  ],
  [
    "a calendar that overlaps itself",
    [
      "calendars:",
      "  office:",
      "    zone: Europe/Copenhagen",
      '    hours: { mon: [["08:00", "12:00"], ["11:00", "16:00"]] }',
    ],
    "5 calendars.office.hours.mon",
  ],
  [
    "a calendar in no zone",
    ["calendars:", "  office:", "    zone: Europe/Kobenhavn", '    hours: { mon: [["08:00", "12:00"]] }'],
    "4 calendars.office.zone: unknown zone",
  ],
  [
    "a calendar that never opens",
    ["calendars:", "  office: { zone: Europe/Copenhagen, hours: {} }"],
    "3 calendars.office",
  ],
])("%s is told with line, path and mend", (_what, lines, expected) => {
  const faults = faultsOf(lines);
  expect(faults).toEqual([expect.stringContaining(expected.slice(expected.indexOf(" ")))]);
  expect(faults[0]?.startsWith(expected)).toBe(true);
});

test.each([
  ["desk: { address: support@desk.example, zone: Mars/Phobos }", "1 desk.zone: unknown zone"],
  [
    "desk: { address: support@desk.example, opsAddress: Support@desk.example }",
    "1 desk.opsAddress: alerts would be mailed to the desk itself",
  ],
  ["desk: { name: x }", "1 desk.address: address is missing; give an email address such as support@desk.example"],
  [
    "desk: { address: support@desk.example, undoSeconds: -1 }",
    "1 desk.undoSeconds: -1 is not a whole number from 0 to 3600",
  ],
  ["desk: { address: support@desk.example, languages: [da, sv] }", '1 desk.languages[1]: "sv" is not one of da, en'],
  ["defaultLevel: A", "1 desk: desk is missing; give a map of keys and values"],
  ["[]", "1 : an empty list is not a map of keys and values"],
  ["", "1 : null is not a map of keys and values"],
])("%s is told with line, path and mend", (text, expected) => {
  const parsed = parseDesk(text, {}, shipped);
  const faults = parsed.ok ? [] : parsed.faults.map(({ path, line, message }) => `${line} ${path}: ${message}`);
  expect(faults).toEqual([expect.stringContaining(expected)]);
});

test("all faults of a file are told at once, in the order of the file, wrong shapes and wrong names alike", () => {
  const faults = faultsOf([
    "defaultLevel: Z",
    "agents:",
    "  one: { name: One, addresses: [nowhere], colour: red }",
    "teams:",
    "  support: { members: [one, two], default: true }",
    "rules:",
    "  - { when: { subject: x }, set: { level: Y } }",
  ]);
  expect(faults.map((fault) => fault.split(":")[0])).toEqual([
    "2 defaultLevel",
    "4 agents.one.addresses[0]",
    "4 agents.one.colour",
    "6 teams.support.members[1]",
    "8 rules[0].set.level",
  ]);
});

test("what stands in for an entry that is wrong is never named as one that is known", () => {
  const faults = faultsOf(["webhooks: [3]", "ladder: [{ at: 0h, to: [webhook:chat] }]"]);
  expect(faults).toEqual([
    expect.stringContaining("webhooks[0]: 3 is not a map"),
    expect.stringContaining('"chat" is not a webhook of this desk; this desk has no webhook'),
  ]);
});

test("aliases that multiply without measure are one fault, and quick", () => {
  const bomb = Array.from({ length: 12 }, (_, level) => {
    const items =
      level === 0
        ? "x"
        : Array(10)
            .fill(`*a${level - 1}`)
            .join(", ");
    return `  - &a${level} [${items}]`;
  });
  expect(faultsOf(["rules:", ...bomb])).toEqual([expect.stringMatching(/^1 : its aliases cannot be expanded/)]);
});

test("a hundred faults are told as a hundred", () => {
  const rules = Array.from({ length: 100 }, (_, index) => `  - { when: { subject: ${index} }, set: { level: A } }`);
  expect(faultsOf(["rules:", ...rules]).map((fault) => fault.split(" ")[0])).toEqual(
    Array.from({ length: 100 }, (_, index) => String(index + 3)),
  );
});

test("a fault never repeats what came from the environment", () => {
  const lines = ["mailboxes:", '  - { name: a, imap: "${URL}", after: "${URL}" }'];
  const faults = faultsOf(lines, { URL: "imapz://user:geheim@host" });
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toContain("geheim");
});

test("an address of the desk that leaves no room for signed reply addresses is refused by its line", () => {
  const long = 'desk: { address: "customer-support@desk.example", opsAddress: ops@desk.example }';
  const parsed = parseDesk(long, {}, shipped);
  expect(parsed.ok ? [] : parsed.faults.map(({ path, line }) => `${line} ${path}`)).toEqual(["1 desk.address"]);
  expect(parseDesk(long.replace("customer-support", "customersupport"), {}, shipped).ok).toBe(true);
});

test("limits of alerts that cannot be meant are told by path and line", () => {
  const alerts = "{ mailsAMinute: -1, usefulMinutes: soon, mailsAnHour: 3 }";
  const desk = `desk:\n  address: support@desk.example\n  opsAddress: ops@desk.example\n  alerts: ${alerts}`;
  const parsed = parseDesk(desk, {}, shipped);
  expect(parsed.ok ? [] : parsed.faults.map(({ path, line, message }) => `${line} ${path}: ${message}`)).toEqual([
    "4 desk.alerts.mailsAMinute: -1 is not a whole number from 0 to 1000000",
    '4 desk.alerts.usefulMinutes: "soon" is not a whole number from 0 to 100000',
    '4 desk.alerts.mailsAnHour: "mailsAnHour" is not a key here; the keys are mailsAMinute, usefulMinutes',
  ]);
});

test("two agents may stand in for each other on different days", () => {
  const lines = absences(
    "{ from: 2026-12-01, to: 2026-12-05, deputy: two }",
    "{ from: 2026-12-06, to: 2026-12-09, deputy: one }",
  );
  expect(faultsOf(lines)).toEqual([]);
});

test("a language that stands there twice is a fault, where it stands", () => {
  const text = "desk:\n  address: support@desk.example\n  opsAddress: ops@desk.example\n  languages: [da, en, da]\n";
  const parsed = parseDesk(text, {}, shipped);
  expect(parsed).toMatchObject({
    ok: false,
    faults: [{ line: 4, path: "desk.languages[2]", message: "da stands there twice; name each language once" }],
  });
});
