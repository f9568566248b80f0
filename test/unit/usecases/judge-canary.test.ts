import { expect, test } from "@jest/globals";
import { instant } from "../../../src/domain/time/instant.ts";
import { judgeCanaries } from "../../../src/usecases/canary/judge-canary.ts";

const NOW = Date.UTC(2026, 10, 30, 10);
const ago = (seconds: number) => instant(NOW - seconds * 1000);
const SETTINGS = { everySeconds: 300, withinSeconds: 120, addresses: {}, answerTo: null };

/** What is said of a canary that was begun so long ago, was seen so many seconds later, became a ticket, and was not answered. */
function saidOf(age: number, seenAfter: number): string {
  const seen = ago(age - seenAfter);
  const reachedAt = { sent: ago(age), accepted: seen, ticket: seen, "answer-sent": null, "answer-seen": null };
  const ended = { begunAt: ago(age), reachedAt, comesBack: true, why: null };
  const canaries = [{ mailbox: "support", newest: { ...ended, isOpen: false }, ended, lastSuccessAt: null }];
  const [judged] = judgeCanaries(
    { now: instant(NOW), canaries, oldestToFileAt: null },
    { mailboxes: ["support"], settings: SETTINGS },
  );
  return `${judged?.ok} ${judged?.detail}`;
}

test("a canary that was seen when its time was over says that mail comes in late, and nothing of the way out", () => {
  expect(saidOf(200, 121)).toBe(
    "false A canary was seen in support only when its time was over: mail to the desk is late.",
  );
  expect(saidOf(200, 10)).toMatch(/^false A canary of support became a ticket, and its answer did not leave/);
});
