import { expect, test } from "@jest/globals";
import { carriedFiles } from "../../../../src/domain/outbound/carried-files.ts";

test.each<[string, number[], number, boolean[]]>([
  ["all that fit are carried", [4, 6], 10, [true, true]],
  ["one byte too many is not", [4, 7], 10, [true, false]],
  ["a large one keeps no small one behind it out", [11, 3, 8, 7], 10, [false, true, false, true]],
  ["with no room nothing is carried but what is empty", [1, 0], 0, [false, true]],
])("%s", (_, sizes, limit, carried) => {
  expect(carriedFiles(sizes, limit)).toEqual(carried);
});
