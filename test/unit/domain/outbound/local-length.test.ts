import { expect, test } from "@jest/globals";
import { formatLength } from "../../../../src/domain/outbound/local-length.ts";

test.each([
  [0, "0 min", "0 min"],
  [59, "59 min", "59 min"],
  [60, "1 t", "1 h"],
  [155.9, "2 t 35 min", "2 h 35 min"],
  [16 * 60, "16 t", "16 h"],
  [100 * 60 + 1, "100 t 1 min", "100 h 1 min"],
])("%d minutes are read as %j in Danish and %j in English", (minutes, danish, english) => {
  expect(formatLength(minutes, "da")).toBe(danish);
  expect(formatLength(minutes, "en")).toBe(english);
});
