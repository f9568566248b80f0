import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import pg from "pg";
import { parseTimestamp } from "../../../../src/adapters/postgres/parse-timestamp.ts";

const TIMESTAMPTZ = 1184;
const usual = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

describe("a timestamptz is read", () => {
  test("to the very millisecond, as the driver's own parser reads it", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
        (date) => {
          const text = date
            .toISOString()
            .replace("T", " ")
            .replace(/\.?0*Z$/, "+00");
          expect(parseTimestamp(text)).toEqual(date);
          expect(parseTimestamp(text)).toEqual(usual(text));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("without what is finer than a millisecond", () => {
    expect(parseTimestamp("2026-03-27 13:30:00.250999+00")?.toISOString()).toBe("2026-03-27T13:30:00.250Z");
  });

  test.each([
    "infinity",
    "-infinity",
    "2026-03-27 13:30:00+01",
    "0044-03-15 12:00:00+00 BC",
    "10000-01-01 00:00:00+00",
  ])("only where its form is the plain one: %s is left to the driver", (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });
});
