import { expect, test } from "@jest/globals";
import {
  type AttemptFacts,
  afterAttempt,
  EVIDENCE_WAIT_MINUTES,
  isOpen,
  MAX_AMBIGUOUS_RESENDS,
} from "../../../../src/domain/outbound/after-attempt.ts";
import { MAIL_CLASSES } from "../../../../src/domain/outbound/mail-class.ts";
import { retryDelaySeconds } from "../../../../src/domain/outbound/retry-delay.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const now = instant(Date.UTC(2026, 10, 24, 12));
const HOUR = 3_600_000;

function facts(change: Partial<AttemptFacts> = {}): AttemptFacts {
  const recipients = ["a@x.example", "b@y.example"].map((address) => ({
    address,
    state: "queued" as const,
    reply: null,
  }));
  return {
    class: "reply",
    recipients,
    attempts: 1,
    ambiguousResends: 0,
    createdAt: now,
    now,
    fraction: 0.5,
    ...change,
  };
}

function answered(a: "accepted" | "deferred" | "refused", b: "accepted" | "deferred" | "refused") {
  return {
    kind: "answered" as const,
    recipients: [
      { address: "a@x.example", outcome: a, reply: `${a} a` },
      { address: "b@y.example", outcome: b, reply: `${b} b` },
    ],
  };
}

test("a mail that every recipient's server took is sent", () => {
  expect(afterAttempt(facts(), answered("accepted", "accepted"))).toMatchObject({
    state: "sent",
    nextAt: null,
    lastError: null,
    newlySent: ["a@x.example", "b@y.example"],
    newlyFailed: [],
  });
});

test("one deferred recipient is tried again, and the accepted one is not sent to again", () => {
  const after = afterAttempt(facts(), answered("accepted", "deferred"));
  expect(after).toMatchObject({
    state: "deferred",
    nextAt: now + 60_000,
    lastError: "deferred b",
    newlySent: ["a@x.example"],
  });
  expect(after.recipients.map(({ state }) => state)).toEqual(["sent", "deferred"]);
});

test("one refused and one accepted recipient is a sent mail with a failure to tell", () => {
  expect(afterAttempt(facts(), answered("accepted", "refused"))).toMatchObject({
    state: "sent",
    nextAt: null,
    lastError: "refused b",
    newlyFailed: ["b@y.example"],
  });
});

test("a mail that every server refuses has failed at once", () => {
  expect(afterAttempt(facts(), answered("refused", "refused"))).toMatchObject({ state: "failed", nextAt: null });
});

test("what was decided in an earlier attempt is not told again", () => {
  const recipients = [
    { address: "a@x.example", state: "failed" as const, reply: "550 no" },
    { address: "b@y.example", state: "deferred" as const, reply: "450 later" },
  ];
  const answer = {
    kind: "answered" as const,
    recipients: [{ address: "b@y.example", outcome: "accepted" as const, reply: "250" }],
  };
  expect(afterAttempt(facts({ recipients }), answer)).toMatchObject({
    state: "sent",
    newlySent: ["b@y.example"],
    newlyFailed: [],
  });
});

test("a mail that provably did not leave is tried again with every recipient as before", () => {
  const after = afterAttempt(facts(), { kind: "not-sent", why: "ECONNECTION" });
  expect(after).toMatchObject({ state: "deferred", nextAt: now + 60_000, lastError: "ECONNECTION", newlyFailed: [] });
  expect(after.recipients.every(({ state }) => state === "queued")).toBe(true);
});

test.each(MAIL_CLASSES)(
  "an unanswered %s is uncertain, and only what must arrive is sent again after the wait",
  (mailClass) => {
    const after = afterAttempt(facts({ class: mailClass }), { kind: "unknown", why: "ECONNECTION" });
    const resends = !["acknowledgement", "confirmation", "survey", "release", "canary"].includes(mailClass);
    expect(after).toMatchObject({ state: "uncertain", newlySent: [], newlyFailed: [] });
    expect(after.nextAt).toBe(resends ? now + EVIDENCE_WAIT_MINUTES * 60_000 : null);
  },
);

test("a mail that went unanswered too often rests until somebody decides", () => {
  const after = afterAttempt(facts({ ambiguousResends: MAX_AMBIGUOUS_RESENDS }), {
    kind: "unknown",
    why: "ECONNECTION",
  });
  expect(after).toMatchObject({ state: "uncertain", nextAt: null });
});

test.each([
  ["reply", 120],
  ["notification", 120],
  ["acknowledgement", 24],
  ["confirmation", 24],
  ["alert", 24],
  ["release", 120],
] as const)("a %s that is still not taken after %i hours has failed", (mailClass, hours) => {
  const stillYoung = facts({ class: mailClass, createdAt: instant(now - hours * HOUR + 1) });
  const tooOld = facts({ class: mailClass, createdAt: instant(now - hours * HOUR) });
  expect(afterAttempt(stillYoung, answered("deferred", "deferred")).state).toBe("deferred");
  expect(afterAttempt(tooOld, { kind: "not-sent", why: "ECONNECTION" })).toMatchObject({
    state: "failed",
    newlyFailed: ["a@x.example", "b@y.example"],
  });
});

test("the pause doubles from a minute to an hour, to five minutes while the route is down, spread by a quarter", () => {
  expect([1, 2, 3, 7, 50].map((attempts) => retryDelaySeconds("deferred", attempts, 0.5))).toEqual([
    60, 120, 240, 3600, 3600,
  ]);
  expect([1, 3, 9].map((attempts) => retryDelaySeconds("unreachable", attempts, 0.5))).toEqual([60, 240, 300]);
  expect(retryDelaySeconds("deferred", 1, 0)).toBe(45);
  expect(retryDelaySeconds("deferred", 1, 0.999)).toBeLessThan(75);
});

test("a mail that may have been taken by an earlier attempt has not failed when its time is over: nobody knows", () => {
  const old = { createdAt: instant(now - 121 * HOUR), boundRoute: "first" };
  for (const result of [{ kind: "not-sent", why: "ERESTING" } as const, answered("deferred", "deferred")]) {
    const after = afterAttempt(facts(old), result);
    expect(after).toMatchObject({ state: "uncertain", nextAt: null, newlyFailed: [], newlySent: [] });
    expect(after.recipients.every(isOpen)).toBe(true);
    expect(afterAttempt(facts({ ...old, boundRoute: null }), result)).toMatchObject({ state: "failed" });
  }
  expect(afterAttempt(facts(old), answered("accepted", "refused"))).toMatchObject({ state: "sent" });
});
