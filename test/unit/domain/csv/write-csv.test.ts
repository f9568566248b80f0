import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { writeCsv } from "../../../../src/domain/csv/write-csv.ts";

const CELL = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/gy;

/** What a spreadsheet reads: RFC 4180, without any mercy. */
function read(csv: string): string[][] {
  const rows: string[][] = [[]];
  let length = 0;
  for (const [whole, cell = "", end] of csv.matchAll(CELL)) {
    length += whole.length;
    rows.at(-1)!.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ",") rows.push([]);
  }
  expect(length).toBe(csv.length);
  return rows.slice(0, -1);
}

const before = ["", " ", "\t", "\r", "\n", "\u00a0", "\u2003", "\ufeff", "\u200b", '"', "'", '" ', "\u201d"];
const formulas = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.example","x")',
  "\uff1d1+1",
];
const payloads = before.flatMap((one) => formulas.map((formula) => one + formula));

test.each(payloads.map((payload) => [JSON.stringify(payload), payload]))(
  "%s is text to a spreadsheet",
  (_name, payload) => {
    expect(read(writeCsv([[payload]]))).toEqual([[`'${payload}`]]);
  },
);

test("what begins with a tab or a line break is text too, whatever follows", () => {
  expect(read(writeCsv([["\tx", "\rx", "\nx"]]))).toEqual([["'\tx", "'\rx", "'\nx"]]);
});

test("a number is a number, a negative one as well, and nothing is nothing", () => {
  expect(writeCsv([["a", -90, 0, null]])).toBe("a,-90,0,\r\n");
});

test("whatever cells hold, a reader gets back as many rows and cells, and their text", () => {
  const cells = fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (rows) => {
      const back = read(writeCsv(rows));
      expect(back.map((row) => row.length)).toEqual(rows.map((row) => row.length));
      for (const [index, row] of back.entries()) {
        for (const [column, cell] of row.entries()) expect([cell, cell.slice(1)]).toContain(rows[index]![column]);
      }
    }),
    { numRuns: 2_000 },
  );
});
