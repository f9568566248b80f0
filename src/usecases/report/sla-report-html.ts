import type { Language } from "../../domain/desk/language.ts";
import { formatLocalTime } from "../../domain/outbound/local-time.ts";
import { PROMISE_OUTCOMES, type PromiseOutcome } from "../../domain/sla/outcome-of-promise.ts";
import { instant } from "../../domain/time/instant.ts";
import { element, type Markup, textNode } from "../drawing/markup.ts";
import { printedPage } from "../drawing/printed-page.ts";
import { REPORT_SECTIONS, type ReportSection } from "../ports/report-store.ts";
import { drawOutcomes } from "./draw-outcomes.ts";
import type { SlaReport, SlaReportLine } from "./report-sla.ts";
import { type SlaReportWords, slaReportWords } from "./sla-report-words.ts";

// The colours differ in lightness too, so that a grey print can be read.
const COLOURS: Readonly<Record<PromiseOutcome, string>> = {
  kept: "#1d7a46",
  late: "#e0a030",
  unanswered: "#b3261e",
  open: "#b9cfe6",
  cancelled: "#d5dbe2",
};

const STYLE = `
@page { size: A4 landscape; }
body { max-width: 70rem; }
.name { white-space: nowrap; }
.above td { border-bottom: 0; padding-bottom: 0; break-after: avoid; }
.below { color: #444; padding-top: 0; }
svg { display: block; margin: .25em 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.key { display: flex; flex-wrap: wrap; gap: .2em 1.2em; padding: 0; margin: 0; list-style: none; }
.key svg { display: inline-block; vertical-align: middle; margin-right: .4em; }
${PROMISE_OUTCOMES.map((outcome) => `.${outcome} { fill: ${COLOURS[outcome]}; }`).join("\n")}
`;

/** The report as one HTML page: a table for each section, and a bar in every row. */
export function slaReportHtml(report: SlaReport, language: Language): string {
  const words = slaReportWords(language);
  const { zone, month, countedAt } = report;
  const organisation = report.organisation ?? words.all;
  const facts = [
    [words.organisation, organisation],
    [words.month, `${month}, ${zone}`],
    [words.counted, formatLocalTime(instant(Date.parse(countedAt)), zone, language)],
  ] as const;
  const body = [
    element("dl", {}, ...facts.flatMap(([name, value]) => [textElement("dt", name), textElement("dd", value)])),
    ...(report.lines.length === 0 ? [textElement("p", words.none)] : [key(words)]),
    ...REPORT_SECTIONS.flatMap((section) => sectionTable(section, report.lines, words)),
    element("p", { class: "note" }, textNode(words.note)),
  ];
  return printedPage({
    ...{ language, title: `${words.title}: ${organisation}, ${month}`, heading: words.title },
    ...{ style: STYLE, body },
  });
}

function key({ outcomes }: SlaReportWords): Markup {
  const swatch = (outcome: PromiseOutcome) =>
    element(
      "svg",
      { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
      element("rect", { class: outcome, width: 12, height: 12 }),
    );
  const items = PROMISE_OUTCOMES.map((outcome) => element("li", {}, swatch(outcome), textNode(outcomes[outcome])));
  return element("ul", { class: "key" }, ...items);
}

function sectionTable(section: ReportSection, lines: readonly SlaReportLine[], words: SlaReportWords): Markup[] {
  const rows = lines.filter((line) => line.section === section);
  if (rows.length === 0) return [];
  const names = [words.kind, ...namesOf(section, words)];
  const headings = [
    ...names.map((name) => element("th", { scope: "col" }, textNode(name))),
    ...words.figures.map((name) => element("th", { scope: "col", class: "n" }, textNode(name))),
    element("th", { scope: "col" }, textNode(words.outcome)),
  ];
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...headings)),
    element("tbody", {}, ...rows.flatMap((line) => lineRows(line, words))),
  );
  return [textElement("h2", words.sections[section]), element("div", { class: "wide" }, table)];
}

function namesOf(section: ReportSection, { organisation, level }: SlaReportWords): string[] {
  return [
    ...(section === "organisation" || section === "detail" ? [organisation] : []),
    ...(section === "level" || section === "detail" ? [level] : []),
  ];
}

function lineRows(line: SlaReportLine, words: SlaReportWords): Markup[] {
  const { section, organisation, level, answeredInMinutes: answered } = line;
  const names = [
    words.kinds[line.kind],
    ...(section === "organisation" || section === "detail" ? [organisation ?? words.noOrganisation] : []),
    ...(section === "level" || section === "detail" ? [level ?? ""] : []),
  ];
  const figures = [
    ...[line.promises, line.kept, line.late, line.unanswered, line.open, line.cancelled, line.revoked].map(String),
    line.keptPercent === null ? "-" : words.percent(line.keptPercent),
    ...(answered === null ? ["-", "-"] : [words.length(answered.median), words.length(answered.ninetieth)]),
  ];
  const outcomes = PROMISE_OUTCOMES.map((outcome) => `${words.outcomes[outcome]}: ${line[outcome]}`).join(", ");
  const cells = [
    ...names.map((name) => element("td", { class: "name" }, textNode(name))),
    ...figures.map((figure) => element("td", { class: "n" }, textNode(figure))),
    element("td", {}, drawOutcomes(line, outcomes)),
  ];
  if (line.paused.length === 0) return [element("tr", {}, ...cells)];
  const pauses = `${words.pauses}: ${line.paused.map(words.pause).join("; ")}`;
  const below = element("td", { class: "below", colspan: cells.length }, textNode(pauses));
  return [element("tr", { class: "above" }, ...cells), element("tr", {}, below)];
}

function textElement(name: string, text: string): Markup {
  return element(name, {}, textNode(text));
}
