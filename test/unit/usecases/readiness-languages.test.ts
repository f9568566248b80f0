import { expect, test } from "@jest/globals";
import type { AuditEvent } from "../../../src/domain/audit/audit-event.ts";
import { CANARY_LEGS } from "../../../src/domain/canary/canary.ts";
import { ROUTE_TROUBLES, type RouteTrouble } from "../../../src/domain/outbound/send-result.ts";
import { mailboxFailureInDanish } from "../../../src/domain/readiness/mailbox-failure-in-danish.ts";
import { instant } from "../../../src/domain/time/instant.ts";
import { AUDITED, type Audited } from "../../../src/usecases/audit.ts";
import { backupReadiness } from "../../../src/usecases/backup/backup-readiness.ts";
import { judgeCanaries } from "../../../src/usecases/canary/judge-canary.ts";
import { checkReadiness } from "../../../src/usecases/check-readiness.ts";
import { createDeskReadiness } from "../../../src/usecases/desk-readiness.ts";
import { judgeReadiness } from "../../../src/usecases/judge-readiness.ts";
import type { Measures } from "../../../src/usecases/ports/measure-store.ts";
import type { ReadinessResult } from "../../../src/usecases/ports/readiness.ts";
import { routeReadiness } from "../../../src/usecases/routes/route-readiness.ts";
import { storageReadiness } from "../../../src/usecases/storage-readiness.ts";
import { trailReadiness } from "../../../src/usecases/trail/trail-readiness.ts";

const NOW = instant(Date.UTC(2026, 10, 29, 12));
const ago = (seconds: number) => instant(NOW - seconds * 1000);
const SETTINGS = { everySeconds: 300, withinSeconds: 120, answerTo: null, addresses: {} };
const NEVER = { sent: null, accepted: null, ticket: null, "answer-sent": null, "answer-seen": null };

const mailbox = (lastErrorCode: string | null) => ({
  name: "support",
  lastSuccessAt: ago(900),
  lastError: lastErrorCode === null ? null : "The mail server said something in English.",
  lastErrorCode,
  lastErrorAt: lastErrorCode === null ? null : ago(1),
});
const measured = (changes: object) =>
  ({
    now: NOW,
    mailboxes: [mailbox(null)],
    heartbeats: [],
    canaries: [],
    oldestToFileAt: null,
    ...changes,
  }) as unknown as Measures;
const judged = (changes: object, expected: object = {}) =>
  judgeReadiness(measured(changes), {
    mailboxes: [{ name: "support", imap: true, smtp: true }],
    lmtp: false,
    pollSeconds: 60,
    canarySeconds: 20,
    ...expected,
  });

/** One that was cut after it was signed, and one that nobody signs. */
async function lookAtTrails(): Promise<ReadinessResult[]> {
  const checkpoint = { id: 2, hash: "aa", at: NOW, signature: "ab" };
  const signer = { sign: () => new Uint8Array(), verify: () => true };
  const trail = (checkpoints: (typeof checkpoint)[], ids: number[]) => ({
    listCheckpoints: async () => checkpoints,
    readHead: async () => ({ id: 1, hash: "bb" }),
    listAfter: async (after: number) => ids.filter((id) => id > after).map((id) => ({ id, hash: "bb" }) as AuditEvent),
  });
  let passedMs = 0;
  const unsigned = trailReadiness({ audit: trail([], [1]), signer, elapsedMs: () => passedMs });
  await unsigned.look();
  passedMs = 15 * 60_000;
  const cut = trailReadiness({ audit: trail([checkpoint], [1]), signer, elapsedMs: () => 0 });
  return [...(await unsigned.look()), ...(await cut.look())];
}

async function everyRedResult(): Promise<ReadinessResult[]> {
  const codes = [
    null,
    "login-refused",
    "token-refused",
    "token-revoked",
    "unreachable",
    "connection-lost",
    "never heard of",
    "mails-withheld",
  ];
  const runsWith = (atFault: Audited | null) => ({
    now: async () => NOW,
    record: async () => undefined,
    findLast: async () => ({ at: ago(90_000), ok: false, detail: "why", atFault }),
    findLastSuccess: async () => null,
    databaseMadeAt: async () => ago(1e6),
    exclusively: async () => undefined,
  });
  const routesWith = (trouble: RouteTrouble) => ({
    listTroubled: async () => [{ mailboxId: 1, name: "mx:25", why: "535 no", trouble } as never],
  });
  const away = createDeskReadiness({ read: () => Promise.reject(new Error("away")) }, undefined as never);
  const unseen = { name: "thing", look: () => Promise.reject(new Error("no")) };
  const canaries = CANARY_LEGS.map((_leg, index) => {
    const reachedAt = { ...NEVER, ...Object.fromEntries(CANARY_LEGS.slice(0, index).map((leg) => [leg, ago(500)])) };
    const ended = { begunAt: ago(600), reachedAt, comesBack: true, why: null };
    return { mailbox: "support", newest: { ...ended, isOpen: false }, ended, lastSuccessAt: null };
  });
  return [
    ...codes.flatMap((code) =>
      judged({
        mailboxes: [mailbox(code)],
        deferred: [{ mailbox: null, oldestAt: ago(900), lastSentAt: null, domains: 1 }],
      }),
    ),
    ...judged({ mailboxes: [] }, { mailboxes: [], lmtp: false }),
    ...judged({ mailboxes: [] }, { mailboxes: [], lmtp: true }),
    ...canaries.flatMap((one) =>
      judgeCanaries(measured({ canaries: [one] }), { mailboxes: ["support"], settings: SETTINGS }),
    ),
    ...(await checkReadiness(away)).checks,
    ...(await checkReadiness([unseen])).checks,
    ...(
      await Promise.all(
        ["53100", "25006", "53300"].map((code) => storageReadiness({ fault: async () => code }, () => 0).look()),
      )
    ).flat(),
    ...(await Promise.all([null, ...AUDITED].map((one) => backupReadiness(runsWith(one), true).look()))).flat(),
    ...(await lookAtTrails()),
    ...(
      await Promise.all(
        ROUTE_TROUBLES.map((trouble) =>
          routeReadiness(routesWith(trouble), [{ mailboxId: 1, mailbox: "support", routes: ["mx:25"] }]).look(),
        ),
      )
    ).flat(),
  ].filter(({ ok }) => !ok);
}

const ENGLISH = /\b(the|and|was|is not|has|been|run|see|that|server said|mail of)\b/i;

test("whatever makes the desk red is said, with its mend, whole in Danish as in English", async () => {
  const results = await everyRedResult();
  expect(new Set(results.map(({ name }) => name))).toEqual(
    new Set([
      "mailbox support",
      "queue",
      "sending",
      "mailboxes",
      "lmtp",
      "canary of support",
      "database",
      "storage",
      "thing",
      "backup",
      "drill",
      "audit trail",
      "way out of support",
    ]),
  );
  for (const { name, detail, mend, danish } of results) {
    expect([name, detail, mend]).toEqual([name, expect.stringMatching(/\w/), expect.stringMatching(/\w/)]);
    expect([name, danish?.detail, danish?.mend]).toEqual([
      name,
      expect.stringMatching(/\w/),
      expect.stringMatching(/\w/),
    ]);
    expect([name, danish?.detail]).not.toEqual([name, expect.stringMatching(ENGLISH)]);
    expect([name, danish?.mend]).not.toEqual([name, expect.stringMatching(ENGLISH)]);
  }
});

test("every leg of a canary is red with a sentence of its own", async () => {
  const results = (await everyRedResult()).filter(({ name }) => name.startsWith("canary"));
  expect(new Set(results.map(({ detail }) => detail)).size).toBe(CANARY_LEGS.length);
});

test("a failure of a mailbox that has no sentence of its own gets the one for all", () => {
  expect(mailboxFailureInDanish("never heard of")).toBe(mailboxFailureInDanish(null));
  expect(mailboxFailureInDanish("constructor")).toBe(mailboxFailureInDanish(null));
});
