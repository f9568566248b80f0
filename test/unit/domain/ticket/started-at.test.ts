import { expect, test } from "@jest/globals";
import { startedAt } from "../../../../src/domain/ticket/started-at.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const at = (seconds: number) => instant(Date.UTC(2026, 10, 24) + seconds * 1000);
const accepted = at(1000);

test("the clock starts when the mail reached the mailbox, though it was fetched later", () => {
  expect(startedAt(accepted, at(400), null)).toBe(at(400));
});

test("of the server's two instants the later counts, so that a forged Received cannot move the start back", () => {
  expect(startedAt(accepted, at(400), at(10))).toBe(at(400));
  expect(startedAt(accepted, at(400), at(600))).toBe(at(600));
});

test("it never starts after acceptance, whatever a header says", () => {
  expect(startedAt(accepted, at(5000), at(9000))).toBe(at(1000));
  expect(startedAt(accepted, null, null)).toBe(at(1000));
});

test.each(["1900-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z"])(
  "%s is what a server says that has lost its clock, and starts none",
  (text) => {
    const lost = instant(Date.parse(text));
    expect(startedAt(accepted, lost, null)).toBe(accepted);
    expect(startedAt(accepted, lost, lost)).toBe(accepted);
    expect(startedAt(accepted, lost, at(400))).toBe(at(400));
    expect(startedAt(accepted, at(400), lost)).toBe(at(400));
  },
);
