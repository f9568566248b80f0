import { expect, test } from "@jest/globals";
import { isDeskAddress } from "../../../../src/domain/desk/is-desk-address.ts";

test.each([
  ["support@desk.example", true],
  ["support+t.abc@desk.example", true],
  ["support+@desk.example", true],
  ["supports@desk.example", false],
  ["one@desk.example", false],
  ["support@sub.desk.example", false],
  ["support@desk.example.evil.example", false],
  ["x+support@desk.example", false],
  ["support+x@y@desk.example.example", false],
  ["", false],
])("%s: %s", (address, isOwn) => {
  expect(isDeskAddress({ address: "support@desk.example" }, address)).toBe(isOwn);
});

test("a desk whose own address has a plus is itself, and so are the addresses signed for it", () => {
  const desk = { address: "support+dk@desk.example" };
  expect(isDeskAddress(desk, "support+dk+t.abc@desk.example")).toBe(true);
  expect(isDeskAddress(desk, "support+se@desk.example")).toBe(false);
  expect(isDeskAddress(desk, "support+dk@desk.example")).toBe(true);
});
