import { ORGANISATION_COLUMNS, type OrganisationColumn } from "../domain/agreement/organisation-columns.ts";
import { type CsvFault, type CsvPlace, type ReadCell, readCsv } from "../domain/csv/read-csv.ts";
import type { Organisation } from "../domain/desk/organisation.ts";
import { writeOrganisation } from "./build-organisation.ts";
import type { DeskPath } from "./desk-fault.ts";
import { didYouMean } from "./did-you-mean.ts";

/** One row: what it says of an organisation, over what is stored of it. */
export interface OrganisationRow {
  readonly line: number;
  /** As desk.yaml would have it; a column that the file does not have keeps what is stored, an empty cell clears it. */
  write(stored: readonly Organisation[]): Record<string, unknown>;
  /** The cell that a path into what was written comes from. */
  locate(path: DeskPath): CsvPlace & { readonly name: OrganisationColumn };
}

/** A fault of the file, where it stands; `name` is the column it is about, empty for the whole row. */
export interface RowFault extends CsvFault {
  readonly name: string;
}

export type OrganisationRows =
  | { readonly ok: true; readonly rows: readonly OrganisationRow[] }
  | { readonly ok: false; readonly faults: readonly RowFault[] };

type Cells = ReadonlyMap<OrganisationColumn, ReadCell>;

/** Reads a CSV file of organisations: its first line names the columns, in any order; only `id` must be there. */
export function readOrganisationRows(text: string): OrganisationRows {
  const csv = readCsv(text);
  if (!csv.ok) return { ok: false, faults: csv.faults.map((fault) => ({ ...fault, name: "" })) };
  const [header = [], ...rows] = csv.rows;
  const faults = [
    ...checkHeader(header),
    ...(rows.length === 0 ? [empty(header)] : []),
    ...rows.flatMap((row) => checkLength(header, row)),
  ];
  if (faults.length > 0) return { ok: false, faults };
  const columns = header.map(({ text }) => columnOf(text) as OrganisationColumn);
  return { ok: true, rows: rows.map((row) => toRow(new Map(row.map((cell, at) => [columns[at] ?? "id", cell])))) };
}

function columnOf(text: string): OrganisationColumn | undefined {
  return ORGANISATION_COLUMNS.find((column) => column.toLowerCase() === text.trim().toLowerCase());
}

function checkHeader(header: readonly ReadCell[]): RowFault[] {
  const seen = new Set<OrganisationColumn>();
  const faults = header.flatMap(({ text, line, column }): RowFault[] => {
    const known = columnOf(text);
    if (known === undefined) {
      const hint = didYouMean(text, ORGANISATION_COLUMNS);
      const message = `there is no column ${JSON.stringify(text)}${hint}; the columns are ${ORGANISATION_COLUMNS.join(", ")}`;
      return [{ line, column, name: "", message }];
    }
    const isTwice = seen.has(known);
    seen.add(known);
    return isTwice ? [{ line, column, name: known, message: "this column stands twice; take one out" }] : [];
  });
  if (seen.has("id") || faults.length > 0) return faults;
  return [
    { line: 1, column: 1, name: "id", message: "there is no column id; say in it which organisation a row is of" },
  ];
}

function empty(header: readonly ReadCell[]): RowFault {
  const message = "no organisation stands below the names of the columns; write one a line";
  return { line: header.length === 0 ? 1 : 2, column: 1, name: "", message };
}

function checkLength(header: readonly ReadCell[], row: readonly ReadCell[]): RowFault[] {
  if (row.length === header.length) return [];
  const { line = 1 } = row[0] ?? {};
  const message = `this row has ${row.length} cells and the first one ${header.length}; put cells that hold a separator in quotes, and write the empty ones`;
  return [{ line, column: 1, name: "", message }];
}

function toRow(cells: Cells): OrganisationRow {
  const id = cells.get("id");
  const line = id?.line ?? 1;
  const start = { line, column: 1, name: "id" } as const;
  return {
    line,
    write: (stored) => write(cells, stored.find((one) => one.id === id?.text.trim()) ?? null),
    locate: (path) => {
      const name = path.map((part) => columnOf(String(part))).find((column) => column !== undefined) ?? "id";
      const cell = cells.get(name);
      return cell === undefined ? { ...start, name } : { line: cell.line, column: cell.column, name };
    },
  };
}

const LISTS = /[\s,;]+/;

function write(cells: Cells, stored: Organisation | null): Record<string, unknown> {
  const before: Record<string, unknown> = stored === null ? {} : { ...writeOrganisation(stored) };
  const agreement: Record<string, unknown> = { ...(before.agreement as object | undefined) };
  const written: Record<string, unknown> = { ...before };
  for (const [column, { text }] of cells) {
    const value = cellValue(column, text.trim());
    const target = isOfAgreement(column) ? agreement : written;
    if (value === undefined) delete target[column];
    else target[column] = value;
  }
  // What only the API writes of an agreement is kept with it, and goes with it.
  if (Object.keys(agreement).some((key) => isOfAgreement(key as OrganisationColumn))) written.agreement = agreement;
  else delete written.agreement;
  return written;
}

function isOfAgreement(column: OrganisationColumn): boolean {
  return column === "from" || column === "to" || column === "renewalMonths" || column === "calendar";
}

function cellValue(column: OrganisationColumn, text: string): unknown {
  if (column === "domains" || column === "contacts") return text.split(LISTS).filter((one) => one !== "");
  if (column === "installed") return text.split(";").flatMap(moduleOf);
  if (text === "") return undefined;
  return column === "renewalMonths" && /^\d{1,4}$/.test(text) ? Number(text) : text;
}

/** `core:5.2`; without a version it is a fault that the check tells. */
function moduleOf(text: string): object[] {
  const [module = "", ...version] = text.trim().split(":");
  if (module === "" && version.length === 0) return [];
  return [{ module: module.trim(), ...(version.length === 0 ? {} : { version: version.join(":").trim() }) }];
}
