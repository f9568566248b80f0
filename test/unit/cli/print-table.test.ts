import { afterEach, expect, test } from "@jest/globals";
import { printTable } from "../../../src/cli/print-table.ts";

const real = { write: process.stdout.write, isTTY: process.stdout.isTTY };
afterEach(() => {
  process.stdout.write = real.write;
  process.stdout.isTTY = real.isTTY;
});

function printed(isTerminal: boolean, rows: string[][]): string {
  let text = "";
  process.stdout.isTTY = isTerminal;
  process.stdout.write = ((piece: string) => {
    text += piece;
    return true;
  }) as typeof process.stdout.write;
  printTable(["ref", "subject"], rows);
  return text;
}

test("on a terminal columns are aligned", () => {
  const lines = printed(true, [
    ["SV-1", "Backup"],
    ["SV-22222", "x"],
  ]).split("\n");
  expect(lines.slice(1, 3)).toEqual(["SV-1      Backup", "SV-22222  x"]);
});

test("elsewhere there is one tab between cells and no colour", () => {
  expect(printed(false, [["SV-1", "Backup"]])).toBe("ref\tsubject\nSV-1\tBackup\n");
});

test("a stranger's subject can neither colour the terminal, break the row nor turn its direction", () => {
  const subject = "a\u001b[31mb\r\nc\td\u202ee";
  for (const isTerminal of [true, false]) expect(printed(isTerminal, [["SV-1", subject]])).toContain("a [31mb c d e\n");
});
