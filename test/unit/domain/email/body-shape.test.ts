import { expect, test } from "@jest/globals";
import { bodyShape } from "../../../../src/domain/email/body-shape.ts";

test("dates, numbers, layout and case make no other mail of it", () => {
  const first = "Tak for din mail SV-7K3M9-2.\nVi svarer inden den 24/11-2026 kl. 10:00.";
  const second = "TAK for din mail SV-QQ1Z4-W. Vi svarer inden den 25/11-2026  kl. 11:30.\r\n";
  expect(bodyShape(first)).toBe(bodyShape(second));
  expect(bodyShape(first)).not.toBe(bodyShape("Tak for hjælpen med måleren."));
});

test("letters of any alphabet count, composed or not, and a text without letters has no shape", () => {
  expect(bodyShape("ma\u030Aler")).toBe(bodyShape("måler"));
  expect(bodyShape("Спасибо 1")).toBe("спасибо");
  expect(bodyShape("12:30 -- !!")).toBe("");
});

test("of a long text the beginning counts", () => {
  expect(bodyShape("a".repeat(100_000))).toHaveLength(8_000);
});
