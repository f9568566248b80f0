import { expect, test } from "@jest/globals";
import { instant } from "../../../src/domain/time/instant.ts";
import { checkReadiness } from "../../../src/usecases/check-readiness.ts";
import { createDeskReadiness } from "../../../src/usecases/desk-readiness.ts";
import { type Expectations, judgeReadiness } from "../../../src/usecases/judge-readiness.ts";
import type { Measures } from "../../../src/usecases/ports/measure-store.ts";

const NOW = instant(Date.UTC(2026, 10, 24, 12));
const ago = (seconds: number) => instant(NOW - seconds * 1000);

const EXPECTED: Expectations = {
  mailboxes: [{ name: "support", imap: true, smtp: true }],
  lmtp: false,
  pollSeconds: 60,
  canarySeconds: 60,
};

function measured(changes: Partial<Measures> = {}): Measures {
  return {
    now: NOW,
    tickets: { new: 0, open: 0, waiting: 0, resolved: 0, closed: 0 },
    inbound: { accepted: 0, filed: 0, quarantined: 0 },
    filings: { ticketed: 0, threaded: 0, recorded: 0 },
    outbox: { queued: 0, sending: 0, sent: 0, deferred: 0, failed: 0, uncertain: 0, held: 0, cancelled: 0 },
    clocks: { running: 0, paused: 0, met: 0, breached: 0, cancelled: 0 },
    webhooks: { queued: 0, sending: 0, deferred: 0, delivered: 0, dead: 0 },
    alerts: 0,
    oldestToFileAt: null,
    oldestToSendAt: null,
    deferred: [],
    oldestToPostAt: null,
    oldestToFireAt: null,
    clocksDue: 0,
    lateness: { counts: [], sumSeconds: 0 },
    breaches: {},
    canaries: [],
    canaryLegs: {},
    nightly: [],
    pool: { busy: 0, idle: 0, waiting: 0, most: 12 },
    ambiguousResends: 0,
    mailboxes: [{ name: "support", lastSuccessAt: ago(10), lastError: null, lastErrorCode: null, lastErrorAt: null }],
    heartbeats: [{ name: "canary", at: ago(10) }],
    routes: [],
    ...changes,
  };
}

function deferred(changes: Partial<Measures["deferred"][number]>) {
  return { deferred: [{ mailbox: "support", oldestAt: ago(900), lastSentAt: null, domains: 1, ...changes }] };
}

function faults(measures: Measures, expected = EXPECTED): string[] {
  return judgeReadiness(measures, expected)
    .filter((result) => !result.ok)
    .map((result) => result.detail);
}

const mailbox = (
  lastSuccess: number | null,
  lastError: string | null,
  lastErrorAgo = 0,
  lastErrorCode: string | null = null,
) => ({
  mailboxes: [
    {
      name: "support",
      lastSuccessAt: lastSuccess === null ? null : ago(lastSuccess),
      lastError,
      lastErrorCode,
      lastErrorAt: lastError === null ? null : ago(lastErrorAgo),
    },
  ],
});

test("a desk whose mailbox is read and whose queue works is ready", () => {
  expect(faults(measured())).toEqual([]);
});

test("mails that the server lists and does not hand out are named, and the desk is ready all the same", () => {
  const withheld = mailbox(
    10,
    "The mail server lists 2 mails that it does not hand out: repair it.",
    5,
    "mails-withheld",
  );
  const found = judgeReadiness(measured(withheld), EXPECTED).find(({ name }) => name === "mailbox support");
  expect(found).toMatchObject({
    ok: true,
    detail: expect.stringContaining("2 mails that it does not hand out: repair"),
  });
});

test.each([
  ["read a while ago", ago(100), null, null, "The journal was read lately."],
  ["not read for long", ago(2_000), null, "worker runs", "has not been read for a while"],
  ["never read", null, null, "worker runs", "has not been read for a while"],
  ["refused since", ago(100), "Correct user and password.", "Correct user and password.", "The journal cannot be read"],
])("a journal that was %s is told of, and never red", (_name, lastSuccessAt, lastError, mend, detail) => {
  const row = {
    name: "(journal)",
    lastSuccessAt,
    lastError,
    lastErrorCode: null,
    lastErrorAt: lastError === null ? null : ago(5),
  };
  const measures = measured({ mailboxes: [...measured().mailboxes, row] });
  const found = judgeReadiness(measures, { ...EXPECTED, journal: true }).find(({ name }) => name === "journal");
  expect(found).toMatchObject({
    ok: true,
    detail: expect.stringContaining(detail),
    mend: mend === null ? null : expect.stringContaining(mend),
  });
  expect(judgeReadiness(measures, EXPECTED).some(({ name }) => name === "journal")).toBe(false);
});

test("a desk without any mailbox is not ready, and neither is one that cannot send", () => {
  expect(faults(measured(), { ...EXPECTED, mailboxes: [] })).toEqual([
    "No mailbox is configured, so no mail is read.",
    "No way out is configured, so no mail can be sent.",
  ]);
});

test("a mailbox may be silent for two and a half intervals, so that one that stands still is red within three minutes", () => {
  expect(faults(measured(mailbox(150, null)))).toEqual([]);
  expect(faults(measured(mailbox(151, null)))).toEqual([
    "Mailbox support was not read for 150 s; it is looked at every 60 s.",
  ]);
  expect(faults(measured(mailbox(null, null)))).toEqual(["Mailbox support has not been read yet."]);
});

test("a refused login is told at once, until the mailbox is read again", () => {
  const why = "Whatever words stand here.";
  expect(faults(measured(mailbox(60, why, 5, "login-refused")))).toEqual(["The login of mailbox support was refused."]);
  expect(faults(measured(mailbox(5, why, 60, "login-refused")))).toEqual([]);
});

test("another failure of the mailbox does not pass for a refused login", () => {
  const busy = "The mail server mx.example:993 takes no logins for now (LIMIT): it is tried again.";
  expect(faults(measured(mailbox(60, busy, 5, "login-unavailable")))).toEqual([]);
  const likeOne = 'The folder "authentication failed" is not in the mailbox: it was not refused the login.';
  expect(faults(measured(mailbox(60, likeOne, 5, "folder-missing")))).toEqual([]);
});

test("a canary that did not come through is told", () => {
  expect(faults(measured({ heartbeats: [{ name: "canary", at: ago(181) }] }))[0]).toMatch(
    /^No job went through the queue/,
  );
  expect(faults(measured({ heartbeats: [] }))).toEqual(["No job has gone through the queue yet."]);
});

test("mail that is refused for over ten minutes is told, unless other mail leaves", () => {
  expect(faults(measured(deferred({ oldestAt: ago(600) })))).toEqual([]);
  expect(faults(measured(deferred({ oldestAt: ago(601) })))).toHaveLength(1);
  expect(faults(measured(deferred({ oldestAt: ago(601), lastSentAt: ago(5) })))).toEqual([]);
});

test("mail of one mailbox that leaves proves nothing of the mail of another, which is named", () => {
  const [leaves, waits] = [deferred({ mailbox: "sales", lastSentAt: ago(5) }), deferred({ oldestAt: ago(720) })];
  expect(faults(measured({ deferred: [...leaves.deferred, ...waits.deferred] }))).toEqual([
    "Mail of support has been refused for now for 12 minutes, and none of it has left since.",
  ]);
});

test("every fault says how to mend it", () => {
  const all = judgeReadiness(measured({ mailboxes: [], heartbeats: [], ...deferred({}) }), EXPECTED);
  for (const result of all) expect(result.ok || (result.mend ?? "").length > 20).toBe(true);
});

test("a database that does not answer is one fault, with its mend", async () => {
  const readiness = createDeskReadiness({ read: () => Promise.reject(new Error("away")) }, EXPECTED);
  const report = await checkReadiness(readiness);
  expect(report.ok).toBe(false);
  expect(report.checks).toHaveLength(1);
  expect(report.checks[0]).toMatchObject({ name: "database", ok: false });
});

test("what cannot be looked at is a fault of its own, unless it is the database that is away", async () => {
  const blind = { name: "ways out", look: () => Promise.reject(new Error("away")) };
  const down = createDeskReadiness({ read: () => Promise.reject(new Error("away")) }, EXPECTED);
  expect((await checkReadiness([...down, blind])).checks.map(({ name }) => name)).toEqual(["database"]);
  const alone = await checkReadiness([blind]);
  expect(alone).toMatchObject({ ok: false, checks: [{ name: "ways out", ok: false }] });
});

test("a desk that takes mail by LMTP alone is ready while a process listens, and says who does not", () => {
  const expected = { ...EXPECTED, mailboxes: [{ name: "support", imap: false, smtp: true }], lmtp: true };
  const canary = { name: "canary", at: ago(10) };
  expect(faults(measured({ heartbeats: [canary, { name: "lmtp", at: ago(50) }] }), expected)).toEqual([]);
  expect(faults(measured({ heartbeats: [canary, { name: "lmtp", at: ago(61) }] }), expected)).toEqual([
    expect.stringMatching(/lmtp/i),
  ]);
  expect(faults(measured(), expected)).toHaveLength(1);
});

test("a token endpoint that refuses makes its mailbox red at once, with the endpoint's mend", () => {
  const why = "The consent was withdrawn: give it anew.";
  const [red] = judgeReadiness(measured(mailbox(10, why, 5, "token-refused")), EXPECTED).filter((result) => !result.ok);
  expect(red).toMatchObject({ name: "mailbox support", detail: "Mailbox support gets no access token.", mend: why });
  expect(faults(measured(mailbox(5, why, 10, "token-refused")))).toEqual([]);
});

test("a revoked access token is named as such, not as a password", () => {
  const why = "The mail server refused the access token: the consent was withdrawn.";
  const [red] = judgeReadiness(measured(mailbox(10, why, 5, "token-revoked")), EXPECTED).filter((result) => !result.ok);
  expect(red).toMatchObject({ detail: "The mail server refuses the access token of mailbox support.", mend: why });
});

test("a mailbox that was not read says what went wrong last", () => {
  const why = "The mail server mail.example:993 cannot be reached (ECONNREFUSED): check host and port.";
  const [red] = judgeReadiness(measured(mailbox(1_000, why, 5)), EXPECTED).filter((result) => !result.ok);
  expect(red).toMatchObject({ mend: why });
});

test("mail to several domains that is refused is no greylisting: it is red after two minutes, and since when nothing left is known", () => {
  const refused = { oldestAt: ago(121), domains: 3 };
  const [result] = judgeReadiness(measured(deferred(refused)), EXPECTED).filter(({ ok }) => !ok);
  expect(result).toMatchObject({
    name: "sending",
    detail: expect.stringMatching(/for 2 minutes/),
    lastSuccessAt: ago(121),
  });
  expect(faults(measured(deferred({ ...refused, oldestAt: ago(119) })))).toEqual([]);
  expect(faults(measured(deferred({ ...refused, domains: 2 })))).toEqual([]);
  expect(faults(measured(deferred({ ...refused, lastSentAt: ago(1) })))).toEqual([]);
});
