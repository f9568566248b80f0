import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareVersions } from "../../../../src/domain/releases/compare-versions.ts";

test.each([
  ["5.2", "5.3"],
  ["5.9", "5.10"],
  ["5.3", "5.3.1"],
  ["5.3-rc1", "5.3"],
  ["5.3-rc1", "5.3-rc2"],
  ["5.3-beta", "5.3-rc"],
  ["v5.2", "5.3"],
  ["2025-R2", "2026-R1"],
  ["9", "99999999999999999999"],
  ["5.3-rc1", "5.3.1"],
  ["5.0-rc1", "5"],
])("%s is older than %s", (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});

test.each([
  ["5.3", "5.3.0"],
  ["5.3", "V5.3"],
  ["5.03", "5.3"],
  ["5.3-rc1", "5.3_RC1"],
])("%s is %s", (one, other) => {
  expect(compareVersions(one, other)).toBe(0);
});

const version = fc
  .array(fc.constantFrom("0", "1", "2", "10", "007", "rc", "beta", "æ", ".", "-", " "), { maxLength: 8 })
  .map((parts) => parts.join(""));

test("it is an order: of two, one way round, and of three, with no circle", () => {
  fc.assert(
    fc.property(version, version, version, (one, two, three) => {
      const sign = (a: string, b: string) => Math.sign(compareVersions(a, b));
      expect(sign(one, one)).toBe(0);
      expect(sign(one, two) + sign(two, one)).toBe(0);
      if (sign(one, two) <= 0 && sign(two, three) <= 0) expect(sign(one, three)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2_000 },
  );
});
