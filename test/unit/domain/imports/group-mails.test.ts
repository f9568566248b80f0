import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { groupMails, type TiedMail } from "../../../../src/domain/imports/group-mails.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const mail = (messageId: string | null, at: number, ...references: string[]): TiedMail => ({
  messageId,
  references,
  at: instant(at),
});

test.each<[string, TiedMail[], number[][]]>([
  ["none", [], []],
  ["an answer before its question in the file", [mail("b", 2, "a"), mail("a", 1)], [[1, 0]]],
  ["two answers to a mail that is not there", [mail("b", 2, "x"), mail("c", 1, "x")], [[1, 0]]],
  ["strangers, the older first", [mail("b", 2), mail("a", 1)], [[1], [0]]],
  ["without ids", [mail(null, 1), mail(null, 1)], [[0], [1]]],
  ["a circle", [mail("a", 1, "b"), mail("b", 2, "a")], [[0, 1]]],
])("%s", (_, mails, expected) => {
  expect(groupMails(mails)).toEqual(expected);
});

const names = fc.constantFrom(..."abcdefgh");
const mails = fc.uniqueArray(
  fc.tuple(fc.option(names), fc.integer({ min: 1, max: 1000 }), fc.array(names, { maxLength: 3 })),
  {
    selector: ([, at]) => at,
    maxLength: 12,
  },
);

test("every mail is in one conversation, and the order of the files changes none", () => {
  fc.assert(
    fc.property(mails, fc.infiniteStream(fc.nat()), (drawn, chance) => {
      const all = drawn.map(([id, at, references]) => mail(id, at, ...references));
      const shuffled = all
        .map((one) => ({ one, key: chance.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      const shown = (some: TiedMail[]) => groupMails(some).map((group) => group.map((place) => some[place]!.at));
      expect(shown(shuffled)).toEqual(shown(all));
      expect(shown(all).flat().sort()).toEqual(all.map(({ at }) => at).sort());
    }),
  );
});

test("a conversation of a hundred thousand mails is found in one walk", () => {
  const chain = Array.from({ length: 100_000 }, (_, at) => mail(`m${at}`, at, `m${at + 1}`));
  expect(groupMails(chain)).toHaveLength(1);
});
