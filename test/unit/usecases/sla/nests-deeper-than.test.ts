import { expect, test } from "@jest/globals";
import { nestsDeeperThan } from "../../../../src/usecases/sla/nests-deeper-than.ts";

const nested = (levels: number, within = ""): string => "[".repeat(levels) + within + "]".repeat(levels);

test("as many levels as allowed are allowed, and one more is not", () => {
  expect(nestsDeeperThan(3, nested(3, "1,2,3,4"))).toBe(false);
  expect(nestsDeeperThan(3, nested(4))).toBe(true);
  expect(nestsDeeperThan(3, '{"a":{"b":{"c":{}}}}')).toBe(true);
});

test("many side by side are not deep", () => {
  expect(nestsDeeperThan(3, `[${Array.from({ length: 50 }, () => "[{}]").join()}]`)).toBe(false);
});

test("what stands in a text is no level, escaped quotes or not", () => {
  expect(nestsDeeperThan(3, JSON.stringify([nested(9), '"[[[[[[', "\\"]))).toBe(false);
  expect(nestsDeeperThan(3, `["\\\\",${nested(4)}]`)).toBe(true);
});
