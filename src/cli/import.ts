import { Argument, Command } from "commander";
import type { ImportFormat } from "../domain/imports/import-format.ts";
import { IMPORT_KINDS, type ImportKind } from "../domain/imports/past-ticket.ts";
import { ZAMMAD } from "../domain/imports/zammad.ts";
import { ZENDESK } from "../domain/imports/zendesk.ts";
import { recordAlone } from "../record-alone.ts";
import { importHistory } from "../usecases/imports/import-history.ts";
import type { ImportOptions } from "../usecases/imports/import-options.ts";
import { rehearseImport } from "../usecases/imports/rehearse-import.ts";
import { surveyExport } from "../usecases/imports/survey-export.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import { wireImports } from "../wire-imports.ts";
import type { OpenDesk } from "../wiring.ts";
import { CommandFailed } from "./command-failed.ts";
import { importMbox } from "./import-mbox.ts";
import { type ImportWords, readImportOptions } from "./import-options.ts";
import { printJson } from "./print.ts";
import { printImported, printRehearsed, printSurveyFaults, showProgress } from "./print-import.ts";
import { withDesk } from "./with-desk.ts";

const FORMATS: Readonly<Record<Exclude<ImportKind, "mbox">, ImportFormat>> = { zammad: ZAMMAD, zendesk: ZENDESK };
const EXAMPLES = `
Examples:
  svartid import zammad tickets.json articles.json users.json --dry-run
  svartid import zendesk export.ndjson --map "venter=waiting" --level urgent=A
  svartid import mbox support-2019.mbox sent-2019.mbox --mailbox support
  svartid import zendesk old.ndjson --source zendesk-north --nobody unknown@desk.example

The whole of the files is read and checked first; with one fault nothing is imported. Import again as often as you like:
what is here by then stays as it is, and only gets the messages that are new. Nobody is mailed, and no clock starts.`;

/** `svartid import`: the tickets of another desk, as history. */
export function importCommand(): Command {
  return new Command("import")
    .description("take over the tickets of another desk, or old mail, as history: nobody is mailed, no clock starts")
    .addArgument(new Argument("<kind>", "what the files are").choices(IMPORT_KINDS))
    .argument("<file...>", "the files of one export, in any order; for mbox also .eml, Maildir or directories")
    .option("--dry-run", "check the files, print what would become of them, and write nothing")
    .option(
      "--source <name>",
      "the name its numbers are kept under, where several desks of a kind are moved (default: the kind)",
    )
    .option(
      "--map <state=ours...>",
      "what a state of the other desk is here: new, open, waiting, resolved, closed or skip",
    )
    .option("--level <priority=level...>", "the level of tickets of a priority; all others get the desk's default")
    .option("--nobody <address>", "the requester of tickets whose own has no address")
    .option("--mailbox <name>", "the desk's mailbox that old mail (mbox) belongs to (default: the first)")
    .addHelpText("after", EXAMPLES)
    .action(async (kind: ImportKind, files: string[], words: ImportWords) => {
      const done = await withDesk((desk) => {
        const options = readImportOptions(desk, kind, files, words);
        return kind === "mbox" ? importMbox(desk, options, words) : run(desk, FORMATS[kind], options, words);
      });
      if (!done) throw new CommandFailed();
    });
}

async function run(desk: OpenDesk, format: ImportFormat, options: ImportOptions, words: ImportWords): Promise<boolean> {
  const { source, content } = wireImports();
  try {
    const surveyed = await surveyExport(source, format, options);
    const { context, unitOfWork } = { context: desk.filing.context, unitOfWork: desk.unitOfWork };
    const inForce = await deskInForce(unitOfWork.reading, context.desk);
    const past = {
      desk: inForce,
      format,
      options,
      surveyed,
      content,
      randomness: desk.randomness,
      pseudonyms: context.pseudonyms,
    };
    if (words.dryRun || surveyed.faultCount > 0) {
      const rehearsed = await rehearseImport(unitOfWork.reading, { source, context: past }, surveyed);
      if (words.json) printJson(rehearsed);
      else if (words.dryRun) printRehearsed(rehearsed);
      if (!words.json) printSurveyFaults(rehearsed);
      return surveyed.faultCount === 0;
    }
    const onProgress = showProgress(surveyed.tickets.size);
    const subject = { kind: "import", id: options.source };
    await recordAlone(desk, { action: "history.imported", subject, detail: { tickets: surveyed.tickets.size } });
    const result = await importHistory({ source, unitOfWork, context: past, onProgress }, surveyed);
    if (words.json) printJson(result);
    else printImported(result);
    return true;
  } finally {
    await source.close();
  }
}
