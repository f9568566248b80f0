import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readCsv } from "../../../../src/domain/csv/read-csv.ts";
import { writeCsv } from "../../../../src/domain/csv/write-csv.ts";

const texts = (csv: string) => {
  const read = readCsv(csv);
  return read.ok ? read.rows.map((row) => row.map(({ text }) => text)) : read.faults;
};

describe("a file is read", () => {
  test.each([
    ["with commas", "a,b\r\n1,2\r\n"],
    ["with semicolons, as in Denmark", "a;b\n1;2\n"],
    ["with tabs", "a\tb\n1\t2"],
    ["with old line ends and a byte order mark", "\ufeffa,b\r1,2"],
    ["with empty lines and spaces around", "\na , b\n\n\n 1,2 \n\n"],
    ["with quotes", '"a","b"\n"1" ,"2"\n'],
  ])("%s", (_case, csv) => {
    expect(texts(csv)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  test("separators, quotes and line ends inside of quotes belong to the cell, and each cell knows where it began", () => {
    const read = readCsv('id,name\n1,"North, ""big""\nand old"\n2,x');
    expect(read.ok && read.rows[1]).toEqual([
      { text: "1", line: 2, column: 1 },
      { text: 'North, "big"\nand old', line: 2, column: 3 },
    ]);
    expect(read.ok && read.rows[2]).toEqual([
      { text: "2", line: 4, column: 1 },
      { text: "x", line: 4, column: 3 },
    ]);
  });

  test("a semicolon in quotes does not make a file with commas one with semicolons", () => {
    expect(texts('a,"b;c;d"\n1,2')).toEqual([
      ["a", "b;c;d"],
      ["1", "2"],
    ]);
  });

  test("nothing is nothing", () => {
    expect(texts("")).toEqual([]);
    expect(texts("\n\r\n")).toEqual([]);
  });
});

test.each([
  ['a,b\n1,"2\n3,4', { line: 2, column: 3, message: expect.stringContaining("never closed") }],
  ['a,b\n"1"x,2', { line: 2, column: 1, message: expect.stringContaining('write "" for a quote') }],
])("%j is refused, and where it is wrong is told", (csv, fault) => {
  expect(texts(csv)).toEqual([fault]);
});

test("whatever is written is read as it was, formulas and all", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\ufeff", "")),
    fc.constantFrom("=1+1", "'=1", "''", "' @x", '"', "a;b", "a,b", "a\r\nb", " x ", "\t", "-5", "'it", "\u201c=x"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 6 }), (rows) => {
      expect(texts(writeCsv([["first", "second"], ...rows]))).toEqual([["first", "second"], ...rows]);
    }),
    { numRuns: 2_000 },
  );
});
