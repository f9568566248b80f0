import type { Language } from "../../domain/desk/language.ts";
import type { TicketFacts } from "../../domain/outbound/mail-facts.ts";
import type { ReplyTemplateData, TemplateData } from "../../domain/outbound/mail-templates.ts";
import { type Instant, parseInstant } from "../../domain/time/instant.ts";
import { inLanguage, type WrittenTwice } from "./written-twice.ts";

const RECEIVED = at("2026-03-27T13:12:00.000Z");
const DEADLINE = at("2026-04-07T09:00:00.000Z");

const TICKET: WrittenTwice<TicketFacts> = {
  ref: "SV-7K3M9-2",
  subject: { da: "Målerdata mangler siden i nat", en: "Meter data missing since last night" },
  requester: { name: "Kirsten Holm", address: "kirsten@north.example" },
  organisation: "North Utility",
  level: { id: "A", name: { da: "Kritisk fejl", en: "Critical fault" } },
  agent: "Agent One",
  service: { da: "Systemsupport", en: "System support" },
  deadline: DEADLINE,
};
const DEFINED = {
  ...TICKET.level,
  definition: {
    da: "En fejl, der får systemet til at stoppe, med risiko for tab af data",
    en: "The system stops and data may be lost",
  },
};
const THEIR_MOVE = {
  da: "Jeres træk: adgang til jeres IT-infrastruktur er jeres ansvar (A/R).",
  en: "Your move: access to your IT infrastructure is your responsibility (A/R).",
};
const OUR_MOVE = {
  da: "Vores træk: niveau A er vores ansvar (A/R); kunden orienteres (I).",
  en: "Our move: we are responsible for level A (A/R); they are informed (I).",
};
const ANSWER_SUBJECT = { da: "Re: Målerdata mangler siden i nat", en: "Re: Meter data missing since last night" };
const FULL_DISK = { da: "Indlæsningen stopper, når disken er fuld", en: "The import stops when the disk is full" };
const SHORT_REPORT = { da: "Rapporten viser en dag for lidt", en: "The report shows a day too few" };
const NO_SUCH_ADDRESS = {
  da: "Adressen findes ikke hos modtageren",
  en: "The address does not exist at the recipient's server",
};
const ALERT = {
  ticket: TICKET,
  promise: "first_response",
  deadline: DEADLINE,
  account: { targetMinutes: 240, countedMinutes: 240, closedMinutes: 6_840, pausedMinutes: 45 },
} as const;
const DIGESTED = {
  ref: TICKET.ref,
  subject: TICKET.subject,
  level: TICKET.level,
  agent: TICKET.agent,
  standsInFor: null,
  promise: "first_response",
  deadline: DEADLINE,
  dueAt: DEADLINE,
} as const;

const TOKEN = `17.${"5d41402a".repeat(8)}.one.1776938400000.${"9a0364b9".repeat(8)}`;
const MESSAGE = {
  da: "Hej\n\nDer er ikke kommet målerdata ind siden kl. 02.\nKan I se hvorfor?\n\nKirsten",
  en: "Hello\n\nNo meter data has come in since 2 o'clock.\nCan you see why?\n\nKirsten",
};

const RELEASE_NOTES = {
  da: `## Nyt i denne version

- Indlæsningen *fortsætter*, når disken er fyldt, og siger til i **god tid**.
- Rapporten kan hentes som CSV. Se [vejledningen](https://support.desk.example/vejledning).

## Før I opdaterer

1. Tag en backup.
2. Kør \`svartid check\`.`,
  en: `## New in this version

- The import *goes on* after the disk was full, and warns **in good time**.
- The report can be had as CSV. See [the guide](https://support.desk.example/guide).

## Before you upgrade

1. Take a backup.
2. Run \`svartid check\`.`,
};

/** Made-up data for each template. */
const SAMPLES: WrittenTwice<TemplateData> = {
  acknowledgement: {
    ref: TICKET.ref,
    level: DEFINED,
    promisedAt: DEADLINE,
    receivedAt: RECEIVED,
    move: THEIR_MOVE,
  },
  "acknowledgement-no-agreement": { ref: TICKET.ref, receivedAt: RECEIVED, verdict: "expired" },
  "acknowledgement-unknown-sender": { ref: TICKET.ref, receivedAt: RECEIVED },
  "own-tickets": {
    tickets: [
      {
        ref: TICKET.ref,
        subject: TICKET.subject,
        state: "open",
        level: TICKET.level,
        promisedAt: DEADLINE,
        isWaiting: false,
        move: {
          da: "Vores træk: svar inden for niveau A er vores ansvar (A/R).",
          en: "Our move: answers at level A are our responsibility (A/R).",
        },
      },
      {
        ref: "SV-4PX2T-8",
        subject: { da: "Adgang til testserveren", en: "Access to the test server" },
        state: "waiting",
        level: TICKET.level,
        promisedAt: null,
        isWaiting: true,
        move: { da: "Jeres træk: vi venter på jeres svar.", en: "Your move: we wait for your answer." },
      },
    ],
    hasMore: false,
    knownErrors: [
      { id: "KE-12", title: FULL_DISK, state: "open", fixedIn: "" },
      { id: "KE-9", title: SHORT_REPORT, state: "fixed", fixedIn: "core 5.3" },
    ],
  },
  "closed-by-requester": { ref: TICKET.ref },
  "coverage-question": { ref: TICKET.ref, service: "Backup", isAddon: false },
  "ticket-changed": { ref: TICKET.ref, level: DEFINED, promisedAt: DEADLINE, move: THEIR_MOVE },
  survey: { ref: TICKET.ref, link: `https://support.desk.example/survey/${"5d41402a".repeat(8)}`, validDays: 30 },
  "release-notice": {
    module: "core",
    version: "5.3",
    kind: "minor",
    availableOn: "2026-04-07",
    when: "future",
    organisations: [{ name: "North Utility", hosting: "vendor" }],
    hosting: "vendor",
    fixes: [
      { id: "KE-12", title: FULL_DISK, isReported: true },
      { id: "KE-9", title: SHORT_REPORT, isReported: false },
    ],
    hasReported: true,
    notes: RELEASE_NOTES,
  },
  "agent-notification": {
    kind: "opened",
    reason: "assigned",
    standsInFor: "Agent Two",
    assignedBy: "Agent Two",
    answerReaches: ["kirsten@north.example", "it@north.example"],
    ticket: TICKET,
    definition: DEFINED.definition,
    levelBy: "words",
    dispute: { wanted: { id: "B", name: { da: "Alvorlig fejl", en: "Serious fault" } } },
    isAwaited: true,
    isSecondAnswer: false,
    related: "SV-4PX2T-8",
    activity: { da: "Niveau A", en: "Level A" },
    move: OUR_MOVE,
    from: TICKET.requester,
    authentic: true,
    text: MESSAGE,
    attachments: [
      { filename: "log.txt", size: 48_213, link: null },
      { filename: "database.zip", size: 31_400_000, link: `https://support.desk.example/attachments?token=${TOKEN}` },
    ],
    leftMinutes: 162,
    history: [
      {
        direction: "note",
        by: "Agent One",
        at: RECEIVED,
        text: { da: "Ringet til driften.", en: "Telephoned operations." },
      },
      {
        direction: "outbound",
        by: "Agent One",
        at: RECEIVED,
        text: { da: "Hej Kirsten\n\nVi ser på det nu.", en: "Hello Kirsten\n\nWe are looking at it now." },
      },
      { direction: "inbound", by: "Kirsten Holm", at: RECEIVED, text: MESSAGE },
    ],
    olderCount: 4,
    approval: {
      asked: "consent",
      module: "core 5.3",
      minutes: null,
      outcome: "given",
      by: "kirsten@north.example",
      unrecorded: null,
    },
    knownErrors: [{ id: "KE-12", title: FULL_DISK, fixedIn: "core 5.3" }],
    release: "core 5.3",
    coverage: "none",
    isCoverageAsked: false,
    procedures: [
      {
        name: { da: "Systemsupport", en: "System support" },
        text: {
          da: "Se driftsloggen først.\nRing til vagten, hvis intet er kommet ind i en time.",
          en: "See the log of operations first.\nTelephone whoever is on duty if nothing has come in for an hour.",
        },
      },
    ],
    state: "open",
  },
  reply: {
    subject: TICKET.subject,
    text: {
      da: "Hej Kirsten\n\nIndlæsningen stod stille, fordi disken var fuld. Den kører igen, og nattens data er hentet.",
      en: "Hello Kirsten\n\nThe import stood still because the disk was full. It runs again, and the data of the night is in.",
    },
    agentName: "Agent One",
    quoted: { at: RECEIVED, text: MESSAGE },
  },
  "command-confirmation": {
    ticket: TICKET,
    done: [
      { da: "Niveau ændret fra C til A", en: "Level changed from C to A" },
      { da: "Tildelt Agent One", en: "Assigned to Agent One" },
    ],
    recipients: ["kirsten@north.example"],
    told: [],
    undoSeconds: 20,
    isRequesterAsked: false,
    isDryRun: false,
  },
  "command-fault": {
    ref: TICKET.ref,
    faults: [
      {
        line: "#levl A",
        explanation: { da: "#levl findes ikke. Mente du #level?", en: "There is no #levl. Did you mean #level?" },
      },
    ],
    original: { da: "#levl A\n\nHej Kirsten", en: "#levl A\n\nHello Kirsten" },
  },
  "delivery-failure": {
    standsInFor: "Agent Two",
    ticket: TICKET,
    failures: [
      {
        address: "kirsten@north.example",
        meaning: NO_SUCH_ADDRESS,
        reply: "550 5.1.1 No such user",
        isSuppressed: true,
      },
    ],
    missed: "requester",
    mayHaveArrived: false,
    reportedBy: { address: "mailer-daemon@north.example", isProved: false },
    subject: ANSWER_SUBJECT,
  },
  "alert-warning": {
    ...ALERT,
    standsInFor: "Agent Two",
    firedAt: at("2026-04-07T08:00:00.000Z"),
    lateMinutes: 0,
    overdueMinutes: 0,
  },
  "alert-breach": {
    ...ALERT,
    standsInFor: "Agent Two",
    firedAt: at("2026-04-07T09:12:00.000Z"),
    lateMinutes: 12,
    overdueMinutes: 120,
  },
  "alert-digest": {
    lines: [
      {
        ...DIGESTED,
        step: "breach",
        stepMinutes: 0,
        lateMinutes: 125,
        since: "open",
        acknowledgeAt: "support+ceajpad5tzsqwa2n@desk.example",
      },
      {
        ...DIGESTED,
        agent: "Agent Two",
        standsInFor: "Agent Two",
        step: "warning",
        stepMinutes: 60,
        lateMinutes: 0,
        since: "kept",
        acknowledgeAt: null,
      },
    ],
  },
  "webhook-failure": { isDead: true, webhook: "chat", deliveryId: 17, ref: TICKET.ref, attempts: 1, error: "HTTP 410" },
  "secret-expiry": { mailbox: "support", lastDay: "2026-12-31", daysLeft: 7, hasRunOut: false },
  "sign-in-link": {
    link: "https://desk.example/sign-in?mailed=agent-6f6e65.0123abcd.1796032800000.4567cdef",
    minutes: 30,
  },
  "route-news": {
    mailbox: "support",
    route: "mail.desk.example:465",
    why: "535 5.7.8 authentication failed",
    isOfToken: true,
    hasRecovered: false,
  },
  "desk-trouble": {
    check: "mailbox support",
    kind: "mailbox",
    mailbox: "support",
    hasRecovered: false,
    since: RECEIVED,
    detail: "Mailbox support was not read for 150 s; it is looked at every 60 s.",
    mend: "Run svartid check: it says whether the server can be reached.",
  },
  canary: { mail: "question", mailbox: "support", begunAt: RECEIVED },
  "unserved-request": {
    ticket: { ...TICKET, agent: null, deadline: null },
    organisation: "North Utility",
    verdict: "expired",
    agreement: { from: "2025-04-01", to: "2026-03-26" },
    standsInFor: "Agent Two",
    mayAnswer: true,
  },
  "agreement-expiry": {
    organisation: "North Utility",
    lastDay: "2026-12-31",
    daysLeft: 30,
    renewalMonths: null,
    standsInFor: null,
  },
  "unreached-agent": {
    name: "Agent One",
    address: "one@desk.example",
    meaning: NO_SUCH_ADDRESS,
    reply: "550 5.1.1 no such user",
  },
  "unauthentic-agent-mail": {
    ref: TICKET.ref,
    claimedFrom: "one@desk.example",
    agentName: "Agent One",
    subject: ANSWER_SUBJECT,
    receivedAt: RECEIVED,
    reasons: [
      { da: "DMARC er ikke bestået", en: "DMARC has not passed" },
      { da: "Svaradressen er udløbet", en: "The reply address has expired" },
    ],
    text: { da: "Send venligst adgangskoden til mig.", en: "Please send me the password." },
  },
  "agent-confirmation": {
    ref: TICKET.ref,
    subject: TICKET.subject,
    recipients: ["mette@north.example", "it@north.example"],
    commands: ["#level", "#wait"],
    text: {
      da: "#niveau B\n#vent\nVi har fundet fejlen. Prøv igen i morgen tidlig.",
      en: "#level B\n#wait\nWe have found the fault. Try again early tomorrow.",
    },
    linesLeft: 3,
    files: ["log.txt"],
    minutes: 60,
  },
  "ticket-status": {
    ticket: TICKET,
    state: "open",
    team: "support",
    coverage: "included",
    activity: { da: "Niveau A", en: "Level A" },
    move: OUR_MOVE,
    openedAt: RECEIVED,
    copies: ["it@north.example"],
    watchers: ["Agent Two"],
    clocks: [
      {
        promise: "first_response",
        state: "running",
        deadline: DEADLINE,
        targetMinutes: 240,
        elapsedMinutes: 78,
      },
    ],
  },
  help: { ref: TICKET.ref },
};

const REPLY_SAMPLE: WrittenTwice<ReplyTemplateData> = {
  text: {
    da: "Disken var fuld. Der er ryddet op, og nattens data er hentet.",
    en: "The disk was full. It was cleared, and the data of the night is in.",
  },
  agentName: "Agent One",
  ref: TICKET.ref,
  requesterName: TICKET.requester.name,
};

/** What `template preview` shows in a language, and what every template of it is tried with at start. */
export const samplesIn = (language: Language): TemplateData => inLanguage<TemplateData>(SAMPLES, language);

/** The same for the texts that agents send by `#template`. */
export const replySampleIn = (language: Language): ReplyTemplateData =>
  inLanguage<ReplyTemplateData>(REPLY_SAMPLE, language);

function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === null) throw new RangeError(`${text} is no instant.`);
  return parsed;
}
