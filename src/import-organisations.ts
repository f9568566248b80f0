import { UserError } from "./cli/user-error.ts";
import { judgeOrganisations } from "./desk/judge-organisations.ts";
import { type OrganisationRow, type RowFault, readOrganisationRows } from "./desk/read-organisation-rows.ts";
import type { Desk } from "./domain/desk/desk.ts";
import type { Organisation } from "./domain/desk/organisation.ts";
import { changeOrganisations, type Judged } from "./usecases/organisations/change-organisations.ts";
import type { OpenDatabase } from "./wiring.ts";

export interface ImportRequest {
  /** Of the file, as faults name it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDryRun: boolean;
}

export interface ImportedOrganisations {
  readonly dryRun: boolean;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly same: number;
}

/** Stores what the file says, in one transaction; a `UserError` with a line for each fault where it is not right as a whole. */
export async function importOrganisations(
  { settings, unitOfWork, actor }: OpenDatabase,
  { name, bytes, isDryRun }: ImportRequest,
): Promise<ImportedOrganisations> {
  const read = readOrganisationRows(decode(name, bytes));
  if (!read.ok) throw faulty(name, read.faults);
  const { rows } = read;
  const result = await unitOfWork.transaction((stores) =>
    changeOrganisations(stores, {
      judge: (stored) => judgeRows(settings.desk, stored, rows),
      actor: "ops",
      by: actor,
      isDryRun,
    }),
  );
  if (!result.ok) throw faulty(name, result.faults);
  const { created, changed, same } = result;
  return { dryRun: isDryRun, created, changed, same };
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${name} is not UTF-8: save it as "CSV UTF-8"`);
  }
}

function judgeRows(desk: Desk, stored: readonly Organisation[], rows: readonly OrganisationRow[]): Judged<RowFault> {
  const judged = judgeOrganisations(
    desk,
    stored,
    rows.map((row) => row.write(stored)),
  );
  if (judged.ok) return judged;
  const faults = judged.findings.flatMap(({ index, path, message }) => {
    const row = rows[index];
    return row === undefined ? [] : [{ ...row.locate(path), message }];
  });
  return { ok: false, faults };
}

function faulty(name: string, faults: readonly RowFault[]): UserError {
  const inOrder = [...faults].sort((one, other) => one.line - other.line || one.column - other.column);
  const lines = inOrder.map(
    (fault) => `${name}:${fault.line}:${fault.column} ${fault.name === "" ? "" : `${fault.name}: `}${fault.message}`,
  );
  return new UserError(`${name} is not right, and nothing was stored`, lines);
}
