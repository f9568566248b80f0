import { expect, test } from "@jest/globals";
import { shownText } from "../../../../src/domain/email/shown-text.ts";

test("an encrypted mail without text says so on its ticket, as does one that is too big", () => {
  expect(shownText({ text: "", flags: ["encrypted"] })).toContain("Encrypted mail");
  expect(shownText({ text: "", flags: ["oversize"] })).toContain("over 40 MB");
});

test("a mail's own text is shown as it is, and no text without a reason stays none", () => {
  expect(shownText({ text: "Words.", flags: ["encrypted"] })).toBe("Words.");
  expect(shownText({ text: "", flags: ["signed"] })).toBe("");
});
