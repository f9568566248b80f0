import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createLineSplitter, type SplitLine } from "../../../src/cli/line-splitter.ts";

test("however a stream is cut into chunks, its lines are the same", () => {
  const text = "første\nanden 🕰️\n\nsidste";
  fc.assert(
    fc.property(fc.array(fc.nat({ max: Buffer.from(text).length })), (cuts) => {
      expect(split(text, cuts, 100)).toEqual(text.split("\n").map(line));
    }),
  );
});

test("a final line break begins no line", () => {
  expect(split("a\nb\n", [], 100)).toEqual([line("a"), line("b")]);
});

test("a line longer than allowed is said and left out, and the next is read", () => {
  for (const cuts of [[], [3], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    expect(split("abcdef\nok\n", cuts, 5)).toEqual([{ kind: "too-long" }, line("ok")]);
  }
  expect(split("ok\nabcdef", [], 5)).toEqual([line("ok"), { kind: "too-long" }]);
  expect(split("abcde\n", [], 5)).toEqual([line("abcde")]);
});

function split(text: string, cuts: number[], maxCharacters: number): SplitLine[] {
  const bytes = Buffer.from(text);
  const splitter = createLineSplitter(maxCharacters);
  const ends = [...cuts.sort((one, other) => one - other), bytes.length];
  const lines = ends.flatMap((end, index) => splitter.push(bytes.subarray(ends[index - 1] ?? 0, end)));
  return [...lines, ...splitter.end()];
}

function line(text: string): SplitLine {
  return { kind: "line", text };
}
