/** What a cell may hold; a number is written as it is, null as nothing. */
export type CsvCell = string | number | null;

// Spaces and quotes that a spreadsheet passes over before it looks for a formula.
const PASSED_OVER = /^[\s\p{Z}\p{C}"'\u2018\u2019\u201c\u201d]+/u;
// The wide forms are formulas to some spreadsheets.
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const BREAKS_OUT = /^[\t\r\n]/;

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
  const isRisky = BREAKS_OUT.test(cell) || FORMULA.test(cell.replace(PASSED_OVER, ""));
  const safe = isRisky ? `'${cell}` : cell;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
