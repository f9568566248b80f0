import { describeImportFault } from "../domain/imports/import-fault.ts";
import { recordAlone } from "../record-alone.ts";
import { type ImportedMails, importMails } from "../usecases/imports/import-mails.ts";
import type { ImportOptions } from "../usecases/imports/import-options.ts";
import { type SurveyedMails, surveyMails } from "../usecases/imports/survey-mails.ts";
import { wireMailFiles } from "../wire-mail-files.ts";
import type { OpenDesk } from "../wiring.ts";
import { findMailbox } from "./find-mailbox.ts";
import type { ImportWords } from "./import-options.ts";
import { printJson, printLine, printNotice } from "./print.ts";
import { showProgress } from "./print-import.ts";

/** `svartid import mbox`: false when a fault was found, and so nothing was imported. */
export async function importMbox(desk: OpenDesk, options: ImportOptions, words: ImportWords): Promise<boolean> {
  const mailboxId = findMailbox(desk, words.mailbox);
  const { parser, context } = desk.filing;
  const source = wireMailFiles();
  const surveyed = await surveyMails({ source, parser, desk: context.desk, nobody: options.nobody }, options.files);
  const isFaulty = surveyed.faults.length > 0;
  if (words.dryRun || isFaulty) {
    printSurvey(surveyed, words);
    return !isFaulty;
  }
  const onProgress = showProgress(surveyed.conversations.length);
  const { unitOfWork, randomness } = desk;
  const deps = {
    source,
    parser,
    unitOfWork,
    desk: context.desk,
    randomness,
    pseudonyms: context.pseudonyms,
    mailboxId,
    name: options.source,
    onProgress,
  };
  const subject = { kind: "import", id: options.source };
  await recordAlone(desk, { action: "history.imported", subject, detail: { mails: surveyed.mails } });
  const result = await importMails(deps, surveyed);
  if (words.json) printJson(result);
  else printMails(result);
  return true;
}

function printSurvey(
  { mails, conversations, repeated, skipped, faults }: SurveyedMails,
  { json, dryRun }: ImportWords,
): void {
  if (json) {
    printJson({ mails, conversations: conversations.length, repeated, skipped, faultCount: faults.length, faults });
    return;
  }
  if (dryRun) {
    printLine(
      `${mails} mails in ${conversations.length} conversations, each a closed ticket or more of one that is here.`,
    );
    if (repeated > 0) printLine(`${repeated} mails stand there more than once; one of each counts.`);
    if (skipped > 0) printLine(`${skipped} other files left out.`);
    if (faults.length === 0) printLine("No fault was found. Nothing was written.");
  }
  for (const fault of faults) printNotice(describeImportFault(fault));
  if (faults.length > 0)
    printNotice(`${faults.length} ${faults.length === 1 ? "fault was" : "faults were"} found; nothing was imported.`);
}

function printMails({ opened, joined, messages, known, erased }: ImportedMails): void {
  printLine(`${opened} tickets imported with ${messages} messages; ${known} mails were here already.`);
  if (joined > 0) printLine(`${joined} conversations are on tickets that the desk had of them.`);
  if (erased > 0) printLine(`${erased} mails left out: they are of people who were erased since.`);
  printLine("Nobody was mailed.");
}
