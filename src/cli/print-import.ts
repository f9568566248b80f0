import { describeImportFault } from "../domain/imports/import-fault.ts";
import type { ImportResult } from "../usecases/imports/import-history.ts";
import type { RehearsedImport } from "../usecases/imports/rehearse-import.ts";
import { printLine, printNotice } from "./print.ts";
import { printTable } from "./print-table.ts";

const EVERY = 1_000;

/** Prints what an import would do. */
export function printRehearsed(one: RehearsedImport): void {
  printTable(
    ["state there", "tickets", "state here"],
    one.states.map(({ name, tickets, ours }) => [name, String(tickets), ours ?? "not known"]),
  );
  printLine();
  printLine(`${one.tickets} tickets with ${one.messages} messages; ${one.known} of the tickets are here already.`);
  if (one.erased !== null && one.erased > 0)
    printLine(`${one.erased} of them are left out: whoever asked was erased since.`);
  if (one.silent > 0)
    printLine(`${one.silent} tickets have no message in these files: import them again with their messages.`);
  if (one.repeated > 0) printLine(`${one.repeated} records stand there more than once; one of each counts.`);
  if (one.others > 0) printLine(`${one.others} other records (organisations, groups) are left out.`);
  if (one.faultCount === 0) printLine("No fault was found. Nothing was written.");
}

/** Every fault on a line of its own, on standard error. */
export function printSurveyFaults({ faults, faultCount }: RehearsedImport): void {
  if (faultCount === 0) return;
  for (const fault of faults) printNotice(describeImportFault(fault));
  if (faultCount > faults.length) printNotice(`... and ${faultCount - faults.length} more of these.`);
  printNotice(`${faultCount} ${faultCount === 1 ? "fault was" : "faults were"} found; nothing was imported.`);
}

export function printImported(result: ImportResult): void {
  const { opened, continued, known, skipped, erased, messages, missingFiles } = result;
  printLine(
    `${opened} tickets imported with ${messages} messages, ${continued} given new messages, ${known} known before.`,
  );
  if (skipped > 0) printLine(`${skipped} tickets left out by their state.`);
  if (erased > 0) printLine(`${erased} tickets left out: whoever asked was erased since.`);
  if (missingFiles > 0)
    printLine(`${missingFiles} files are only named in the export; each ticket's history lists its own.`);
  printLine("Nobody was mailed. svartid ticket list --search NUMBER finds a ticket by its old number.");
}

/** Tells at every thousand how far it is, on standard error. */
export function showProgress(tickets: number): (done: number) => void {
  let told = 0;
  return (done) => {
    if (done - told < EVERY) return;
    told = done;
    printNotice(`${done} of ${tickets} tickets`);
  };
}
