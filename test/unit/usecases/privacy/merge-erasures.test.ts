import { expect, test } from "@jest/globals";
import { instant } from "../../../../src/domain/time/instant.ts";
import { mergeErasures } from "../../../../src/usecases/privacy/merge-erasures.ts";

const note = (code: string, at: number) => ({ code, at: instant(at) });
const list = (writtenAt: number, key: string | null, ...erasures: ReturnType<typeof note>[]) => ({
  ...{ writtenAt: instant(writtenAt), key, erasures },
});

test("no list is none", () => {
  expect(mergeErasures([])).toBeNull();
});

test("everybody of any list is in it, with their last erasure; key and date are the newest's", () => {
  expect(
    mergeErasures([list(5, "old", note("a", 1), note("b", 2)), list(9, "new", note("a", 4)), list(3, null)]),
  ).toEqual({
    ...{ key: "new", writtenAt: 9, erasures: [note("b", 2), note("a", 4)] },
  });
});

test("a newest list without a key takes that of another", () => {
  expect(mergeErasures([list(9, null), list(5, "old", note("a", 1))])?.key).toBe("old");
});
