import { styleText } from "node:util";
import { printLine } from "./print.ts";

/**
 * Prints rows under their headings: aligned, with bold headings, on a terminal; elsewhere with a tab between cells, so that
 * other programs can cut them.
 */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  if (!process.stdout.isTTY) {
    for (const row of [headings, ...rows]) printLine(row.map(oneLine).join("\t"));
    return;
  }
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => oneLine(row[column] ?? "").length)),
  );
  const aligned = (row: readonly string[]) =>
    row
      .map((cell, column) => oneLine(cell).padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  printLine(styleText("bold", aligned(headings)));
  for (const row of rows) printLine(aligned(row));
}

/** A cell may come from a stranger's mail: controls could move the cursor or colour the terminal. */
function oneLine(cell: string): string {
  return cell.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}
