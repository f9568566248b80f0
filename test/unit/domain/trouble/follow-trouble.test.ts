import { expect, test } from "@jest/globals";
import { instant } from "../../../../src/domain/time/instant.ts";
import { followTrouble, type Trouble } from "../../../../src/domain/trouble/follow-trouble.ts";
import { troubleSubject } from "../../../../src/domain/trouble/trouble-news.ts";

const START = Date.UTC(2026, 10, 28, 12);

/** Looks every 15 seconds; each letter is one look: `r` red, `g` green, `a` red with nothing done since `absentSeconds` before the start. */
function newsOf(looks: string, { everySeconds = 15, absentSeconds = 0 } = {}): string[] {
  let trouble: Trouble | null = null;
  return [...looks].flatMap((look, index) => {
    const now = instant(START + index * everySeconds * 1000);
    const lastSuccessAt = look === "a" ? instant(START - absentSeconds * 1000) : null;
    const step = followTrouble(trouble, { ok: look === "g", lastSuccessAt }, now);
    trouble = step.trouble;
    return step.news === null ? [] : [`${step.news} at ${index * everySeconds}`];
  });
}

test.each([
  ["green", "g".repeat(40), []],
  ["red for a moment", `rrr${"g".repeat(40)}`, []],
  ["red for almost three minutes", "r".repeat(12) + "g".repeat(40), []],
  ["red for three minutes", "r".repeat(13), ["trouble at 180"]],
  ["red for an hour", "r".repeat(240), ["trouble at 180"]],
  ["green for almost five minutes after it", "r".repeat(13) + "g".repeat(20) + "r".repeat(40), ["trouble at 180"]],
  ["green for five minutes after it", "r".repeat(13) + "g".repeat(40), ["trouble at 180", "recovered at 495"]],
  [
    "red again after it was over",
    "r".repeat(13) + "g".repeat(21) + "r".repeat(13),
    ["trouble at 180", "recovered at 495", "trouble at 690"],
  ],
  ["coming and going every 30 seconds", "rrrgg".repeat(40), ["trouble at 405"]],
  ["coming and going so that each is over before the next", `rr${"g".repeat(21)}`.repeat(40), []],
])("a check that is %s", (_name, looks, news) => {
  expect(newsOf(looks)).toEqual(news);
});

test.each([
  ["for ten seconds", 10, "a".repeat(13), ["trouble at 180"]],
  ["for three minutes", 180, "aaa", ["trouble at 30"]],
  ["for an hour, as after a start", 3600, `aa${"g".repeat(20)}`, []],
  ["for an hour, and does not begin", 3600, "aaa", ["trouble at 30"]],
] as const)("nothing succeeded %s before the first look", (_name, absentSeconds, looks, news) => {
  expect(newsOf(looks, { absentSeconds })).toEqual(news);
});

test("what nobody looked at for long counts as a minute of red", () => {
  expect(newsOf("rrr", { everySeconds: 3600 })).toEqual([]);
  expect(newsOf("rrrr", { everySeconds: 3600 })).toEqual(["trouble at 10800"]);
});

test.each([
  ["mailbox support", "mailbox", "support"],
  ["way out of sales desk", "way-out", "sales desk"],
  ["mailboxes", "mailboxes", null],
  ["queue", "queue", null],
  ["something new", "other", null],
])("the check %s is of its kind and mailbox", (check, kind, mailbox) => {
  expect(troubleSubject(check)).toEqual({ kind, mailbox });
});
