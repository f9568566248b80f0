import { isRiskyCell } from "./risky-cell.ts";

/** Where a cell begins: line and column count from 1. */
export interface CsvPlace {
  readonly line: number;
  readonly column: number;
}

export interface ReadCell extends CsvPlace {
  /** Without quotes, and without the apostrophe that `writeCsv` puts before a formula. */
  readonly text: string;
}

export interface CsvFault extends CsvPlace {
  readonly message: string;
}

export type ReadCsv =
  | { readonly ok: true; readonly rows: readonly (readonly ReadCell[])[] }
  | { readonly ok: false; readonly faults: readonly CsvFault[] };

const SEPARATORS = [",", ";", "\t"] as const;
// A cell in quotes, closed or not, or one without: never empty-handed, so that each step goes on.
const CELL = /"(?:[^"]|"")*"?|[^\r\n]*/y;
const LINE_END = /\r\n|\r|\n/y;

/**
 * Reads CSV (RFC 4180) as spreadsheets write it: separated by commas, semicolons (as in Denmark) or tabs, whichever the first line has most of, with
 * any line ends and with or without a byte order mark. Empty lines are passed over. What `writeCsv` wrote is read as it was.
 */
export function readCsv(written: string): ReadCsv {
  const text = written.replace(/^\ufeff/, "");
  const separator = separatorOf(text);
  const faults: CsvFault[] = [];
  const rows: ReadCell[][] = [];
  let row: ReadCell[] = [];
  let place = { line: 1, lineStart: 0 };
  for (let at = 0; at < text.length || row.length > 0; ) {
    const here = { line: place.line, column: at - place.lineStart + 1 };
    const cell = cellAt(text, at, separator);
    if (cell.fault !== null) faults.push({ ...here, message: cell.fault });
    row.push({ ...here, text: cell.text });
    place = placeAfter(text, at, cell.end, place);
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    LINE_END.lastIndex = at;
    at += LINE_END.exec(text)?.[0].length ?? 0;
    place = { line: place.line + 1, lineStart: at };
    if (row.length > 1 || row[0]?.text !== "") rows.push(row);
    row = [];
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, rows };
}

function separatorOf(text: string): string {
  const firstLine = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0].replace(/"(?:[^"]|"")*"/g, "") ?? "";
  const counts = SEPARATORS.map((one) => firstLine.split(one).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function cellAt(text: string, at: number, separator: string): { text: string; end: number; fault: string | null } {
  CELL.lastIndex = at;
  const whole = CELL.exec(text)?.[0] ?? "";
  if (!whole.startsWith('"')) {
    const bare = whole.split(separator, 1)[0] ?? "";
    return { text: withoutGuard(bare.trim()), end: at + bare.length, fault: null };
  }
  const end = at + whole.length;
  const inner = withoutGuard(whole.replace(/^"|"$/g, "").replaceAll('""', '"'));
  if (whole.length < 2 || !whole.endsWith('"')) {
    return { text: inner, end, fault: 'the quote that opens here is never closed; write " at the end of the cell' };
  }
  const rest = /[^\r\n]*/y;
  rest.lastIndex = end;
  const after = rest.exec(text)?.[0].split(separator, 1)[0] ?? "";
  if (after.trim() === "") return { text: inner, end: end + after.length, fault: null };
  return {
    text: inner,
    end: end + after.length,
    fault: 'text follows the quote that closes this cell; write "" for a quote inside of it',
  };
}

function withoutGuard(text: string): string {
  return text.startsWith("'") && isRiskyCell(text.slice(1)) ? text.slice(1) : text;
}

/** A cell in quotes may hold line ends. */
function placeAfter(text: string, from: number, to: number, before: { line: number; lineStart: number }) {
  const ends = [...text.slice(from, to).matchAll(/\r\n|\r|\n/g)];
  const last = ends.at(-1);
  if (last === undefined) return before;
  return { line: before.line + ends.length, lineStart: from + last.index + last[0].length };
}
