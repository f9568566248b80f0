import { expect, test } from "@jest/globals";
import { saysOnlyThanks } from "../../../../src/domain/ticket/says-only-thanks.ts";

test.each([
  ["Det var bare toppen!", true],
  ["  det var -- bare: TOPPEN \n", true],
  ["Det var bare toppen, men det virker ikke", false],
  ["Det var bare toppen?", false],
  ["", false],
])("%j with the phrase of the desk: %s", (text, expected) => {
  expect(saysOnlyThanks(text, ["Det var bare toppen", "!"])).toBe(expected);
});
