import { isRiskyCell } from "./risky-cell.ts";

/** What a cell may hold; a number is written as it is, null as nothing. */
export type CsvCell = string | number | null;

/**
 * Writes rows as CSV (RFC 4180: commas, CRLF, doubled quotes). Text that a spreadsheet could take for a formula gets an apostrophe in
 * front (threat T18), whatever spaces or quotes stand before it; numbers, which nobody outside wrote, do not.
 */
export function writeCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(writeCell).join(",")}\r\n`).join("");
}

function writeCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = isRiskyCell(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
