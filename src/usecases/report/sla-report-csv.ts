import { writeCsv } from "../../domain/csv/write-csv.ts";
import type { SlaReport } from "./report-sla.ts";

const HEADINGS = [
  ...["section", "kind", "organisation", "level", "promises", "kept", "late", "unanswered", "open", "cancelled"],
  ...["revoked", "kept_percent", "median_minutes", "ninetieth_minutes", "paused"],
];

/** The report as CSV under English headings, a row for each line; `paused` reads `reason: clocks, minutes`, joined by semicolons. */
export function slaReportCsv({ lines }: SlaReport): string {
  return writeCsv([
    HEADINGS,
    ...lines.map((line) => [
      ...[line.section, line.kind, line.organisation, line.level],
      ...[line.promises, line.kept, line.late, line.unanswered, line.open, line.cancelled, line.revoked],
      line.keptPercent,
      ...[line.answeredInMinutes?.median ?? null, line.answeredInMinutes?.ninetieth ?? null],
      line.paused.map(({ reason, clocks, minutes }) => `${reason}: ${clocks}, ${minutes}`).join("; "),
    ]),
  ]);
}
