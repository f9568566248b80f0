import { expect, test } from "@jest/globals";
import { readGivenName } from "../../../src/cli/read-given-name.ts";

test("names are gathered, with single spaces", () => {
  expect(readGivenName("  Mette   Holm ", ["Mettemus"])).toEqual(["Mettemus", "Mette Holm"]);
  expect(readGivenName("O'Neill", [])).toEqual(["O'Neill"]);
});

test.each(["", "  ", "Bo", "a b", "123456", "mette@north.example", "-Mette", "Mette.", "x".repeat(101)])(
  "%j is refused as a name",
  (text) => {
    expect(() => readGivenName(text, [])).toThrow(/Use a name as it is written/);
  },
);

test("there is an end to names", () => {
  expect(() => readGivenName("Mette", Array(10).fill("Mette"))).toThrow("Give at most 10 names.");
});
