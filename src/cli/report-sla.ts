import type { Language } from "../domain/desk/language.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import { reportSla, type SlaReport, type SlaReportLine } from "../usecases/report/report-sla.ts";
import { slaReportCsv } from "../usecases/report/sla-report-csv.ts";
import { slaReportHtml } from "../usecases/report/sla-report-html.ts";
import { slaReportWords } from "../usecases/report/sla-report-words.ts";
import { wireClock } from "../wiring.ts";
import { CommandFailed } from "./command-failed.ts";
import { printJson, printLine, printNotice, printText } from "./print.ts";
import { printTable } from "./print-table.ts";
import { refuseUnknown } from "./refuse-unknown.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

export interface SlaReportOptions {
  readonly month: string;
  readonly org?: string;
  readonly format: "table" | "csv" | "json" | "html";
  readonly lang?: Language;
  readonly recount?: boolean;
  readonly json?: boolean;
}

type Printer = (report: SlaReport, language: Language) => void;

const PRINTERS: Readonly<Record<SlaReportOptions["format"], Printer>> = {
  table: printLines,
  csv: (report) => printText(slaReportCsv(report)),
  json: printJson,
  html: (report, language) => printText(slaReportHtml(report, language)),
};

/** Prints the report of a month; with `recount` it is counted both ways, and a difference fails the command. */
export async function printSlaReport(options: SlaReportOptions): Promise<void> {
  await withStorage(async (storage) => {
    const stores = storage.unitOfWork.reading;
    const { desk, organisations } = await deskInForce(stores, storage.settings.desk);
    const context = await wireClock(storage);
    const request = {
      month: options.month,
      zone: desk.zone,
      organisation: options.org ?? null,
      now: await stores.now(),
    };
    const count = async (recount: boolean) => await reportSla(stores, context, { ...request, recount });
    const report = await count(options.recount ?? false);
    if (report === null) throw new UserError(`${options.month} is no month: write it as 2026-11`);
    if (report.lines.length === 0) refuseUnknown(organisations, options.org);
    PRINTERS[options.json ? "json" : options.format](report, options.lang ?? desk.languages[0] ?? "en");
    if (options.recount) compare(report, await count(false));
  });
}

function compare(recounted: SlaReport, stored: SlaReport | null): void {
  const different = differingLines(recounted.lines, stored?.lines ?? []);
  if (different.length === 0) {
    printNotice("svartid: what is stored says the same as the events");
    return;
  }
  for (const line of different) {
    printNotice(`svartid: what is stored differs from the events: ${JSON.stringify(line)}`);
  }
  printNotice(
    "svartid: run it again while no mail comes in; svartid audit names the clocks that were computed wrongly",
  );
  throw new CommandFailed();
}

// Each line that only one of them has, or that they count otherwise.
function differingLines(one: readonly SlaReportLine[], other: readonly SlaReportLine[]): SlaReportLine[] {
  const without = (lines: readonly SlaReportLine[]) => new Set(lines.map((line) => JSON.stringify(line)));
  const [ours, theirs] = [without(one), without(other)];
  return [
    ...one.filter((line) => !theirs.has(JSON.stringify(line))),
    ...other.filter((line) => !ours.has(JSON.stringify(line))),
  ];
}

function printLines({ lines, month, zone, countedAt }: SlaReport): void {
  const { percent, length, pause } = slaReportWords("en");
  printLine(`Promises of ${month} (${zone}), counted ${countedAt}.`);
  printLine();
  printTable(
    [
      "by",
      "promise",
      "organisation",
      "level",
      "promised",
      "kept",
      "late",
      "unanswered",
      "open",
      "cancelled",
      "revoked",
    ].concat(["kept %", "median", "90 %", "paused"]),
    lines.map((line) => [
      ...[line.section, line.kind, line.organisation ?? "-", line.level ?? "-"],
      ...[line.promises, line.kept, line.late, line.unanswered, line.open, line.cancelled, line.revoked].map(String),
      line.keptPercent === null ? "-" : percent(line.keptPercent),
      ...(line.answeredInMinutes === null
        ? ["-", "-"]
        : [length(line.answeredInMinutes.median), length(line.answeredInMinutes.ninetieth)]),
      line.paused.map(pause).join("; ") || "-",
    ]),
  );
}
