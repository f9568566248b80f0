import { expect, test } from "@jest/globals";
import { startedAt } from "../../../../src/domain/ticket/started-at.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const accepted = instant(1000);

test("the clock starts when the mail reached the mailbox, though it was fetched later", () => {
  expect(startedAt(accepted, instant(400), null)).toBe(400);
});

test("of the server's two instants the later counts, so that a forged Received cannot move the start back", () => {
  expect(startedAt(accepted, instant(400), instant(10))).toBe(400);
  expect(startedAt(accepted, instant(400), instant(600))).toBe(600);
});

test("it never starts after acceptance, whatever a header says", () => {
  expect(startedAt(accepted, instant(5000), instant(9000))).toBe(1000);
  expect(startedAt(accepted, null, null)).toBe(1000);
});
