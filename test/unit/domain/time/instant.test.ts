import { expect, test } from "@jest/globals";
import { formatInstant, parseInstant } from "../../../../src/domain/time/instant.ts";

test("an instant prints as it was read, with milliseconds", () => {
  const at = parseInstant("2026-11-24T10:00:00Z");
  expect(at).not.toBeNull();
  expect(formatInstant(at!)).toBe("2026-11-24T10:00:00.000Z");
});

test.each(["2026-02-30T10:00:00Z", "2026-11-24", "2026-11-24T10:00:00+01:00", "tomorrow", ""])(
  "%j is not an instant",
  (text) => expect(parseInstant(text)).toBeNull(),
);
