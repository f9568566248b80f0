import { expect, test } from "@jest/globals";
import { compileExpression } from "../../../../src/domain/filing/expression.ts";

const finds = (source: string, text: string): boolean => {
  const compiled = compileExpression(source);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.matches(text);
};

test.each([
  ["backup", "The Backup failed", true],
  ["^backup", "The backup failed", false],
  ["failed$", "The backup failed", true],
  ["back.?up", "back-up", true],
  ["a.c", "a\nc", false],
  ["(er nede|står stille)", "Systemet STÅR STILLE", true],
  ["\\bstå\\b", "står", false],
  ["\\bstår\\b", "det står stille", true],
  ["\\Bede", "nede", true],
  ["[a-c]{2,3}x", "zabcx", true],
  ["^[a-c]{2,3}x", "abcax", false],
  ["^[^a]+$", "bcd", true],
  ["^[^A]+$", "bad", false],
  ["[\\d-]+ kr", "100-200 kr", true],
  ["^\\D+$", "ingen tal", true],
  ["a{2}b", "ab aab", true],
  ["a{2,}b", "aaaab", true],
  ["(ab)*c", "ababc", true],
  ["^(ab)*$", "aba", false],
  ["(|x)y", "y", true],
  ["a+?b", "aab", true],
  ["1\\.5", "1x5", false],
  ["a{x", "a{x", true],
  ["(a|b|)+c", "ababc", true],
  ["", "anything", true],
])("/%s/ in %j: %s", (source, text, found) => {
  expect(finds(source, text)).toBe(found);
});

test.each([
  ["(a", "a group ( is not closed"],
  ["a)", "a closing bracket has no opening one"],
  ["[a", "a class [ is not closed"],
  ["*a", "* repeats nothing"],
  ["a**", "two quantifiers follow one another"],
  ["(?=a)b", "look-around and named groups are not supported; use a plain group (...)"],
  ["(a)\\1", "back-references are not supported"],
  ["a{3,2}", "{3,2} ends before it begins"],
  ["a{900}", "a count is over 200"],
  ["((a{100}){100}){100}", "its counts multiply to too large an expression"],
  ["[z-a]", "the range z-a in a class is wrong"],
  ["a\\", "it ends in a single \\"],
  ["\\q", "\\q means nothing here"],
  ["\\b+", "an anchor such as ^ or \\b cannot be repeated"],
])("/%s/ is refused: %s", (source, message) => {
  expect(compileExpression(source)).toEqual({ ok: false, message });
});

// Each of these takes a backtracking engine longer than the age of the universe on this text.
test.each(["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*)*(.*)*x", "(a|aa)+$"])(
  "/%s/ cannot be made to run away by a hostile text",
  (source) => {
    expect(finds(source, `${"a".repeat(5_000)}!`)).toBe(false);
  },
);
