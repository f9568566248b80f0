import type { Language } from "../../domain/desk/language.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import type { PromiseOutcome } from "../../domain/sla/outcome-of-promise.ts";
import { type DrawingWords, drawingWords } from "../drawing/drawing-words.ts";
import type { ReportSection } from "../ports/report-store.ts";

const DA = {
  title: "Overholdelse af svartider",
  month: "Måned",
  organisation: "Organisation",
  level: "Niveau",
  kind: "Løfte",
  all: "alle",
  noOrganisation: "ingen organisation",
  counted: "Opgjort",
  none: "Der blev ikke lovet nogen svartid i denne måned.",
  sections: {
    total: "I alt",
    level: "Efter niveau",
    organisation: "Efter organisation",
    detail: "Efter organisation og niveau",
  },
  outcomes: {
    kept: "besvaret i tide",
    late: "besvaret for sent",
    unanswered: "ikke besvaret, frist overskredet",
    open: "åben",
    cancelled: "bortfaldet",
  },
  figures: [
    "Lovet",
    "I tide",
    "For sent",
    "Ubesvaret",
    "Åben",
    "Bortfaldet",
    "Kom retur",
    "I tide, %",
    "Median",
    "90 %",
  ],
  outcome: "Udfald",
  pauses: "Pauser",
  pause: (reason: string, clocks: number, time: string) =>
    `${reason}: ${clocks} ${clocks === 1 ? "gang" : "gange"}, ${time}`,
  percent: (value: number) => `${String(value).replace(".", ",")} %`,
  note:
    "Opgørelsen omfatter de svartider, der begyndte i måneden. Alle tider er arbejdstid efter aftalens åbningstider. " +
    "Procenten er dem, der blev besvaret i tide, af dem, hvis frist er afgjort. Halvdelen blev besvaret inden for medianen, " +
    "ni ud af ti inden for tallet under 90 %. Kom retur: et svar nåede ikke frem, så det talte ikke. " +
    "Under pauser står den arbejdstid, der ikke blev talt, og hvor mange svartider der stod stille.",
};

type Words = typeof DA;

const EN: Words = {
  title: "Response times kept",
  month: "Month",
  organisation: "Organisation",
  level: "Level",
  kind: "Promise",
  all: "all",
  noOrganisation: "no organisation",
  counted: "Counted",
  none: "No response time was promised in this month.",
  sections: {
    total: "In all",
    level: "By level",
    organisation: "By organisation",
    detail: "By organisation and level",
  },
  outcomes: {
    kept: "answered in time",
    late: "answered late",
    unanswered: "not answered, deadline passed",
    open: "open",
    cancelled: "cancelled",
  },
  figures: [
    "Promised",
    "In time",
    "Late",
    "Unanswered",
    "Open",
    "Cancelled",
    "Bounced",
    "In time, %",
    "Median",
    "90 %",
  ],
  outcome: "Outcome",
  pauses: "Pauses",
  pause: (reason, clocks, time) => `${reason}: ${clocks} ${clocks === 1 ? "clock" : "clocks"}, ${time}`,
  percent: (value) => `${value} %`,
  note:
    "The promises whose clock started in the month. All lengths are working time by the hours of the agreement. " +
    "The percentage is those answered in time, of those whose deadline is decided. Half were answered within the median, " +
    "nine of ten within the figure under 90 %. Bounced: an answer did not arrive, so it did not count. " +
    "Pauses name the working time that was not counted, and how many clocks stood still.",
};

/** What the report says, in one language. */
export interface SlaReportWords extends Omit<Words, "pause" | "sections" | "outcomes">, Pick<DrawingWords, "kinds"> {
  readonly sections: Readonly<Record<ReportSection, string>>;
  readonly outcomes: Readonly<Record<PromiseOutcome, string>>;
  /** Minutes of working time. */
  length(minutes: number): string;
  pause(paused: { readonly reason: string; readonly clocks: number; readonly minutes: number }): string;
}

export function slaReportWords(language: Language): SlaReportWords {
  const words = language === "da" ? DA : EN;
  const drawing = drawingWords(language);
  const length = (minutes: number) => formatLength(minutes, language);
  return {
    ...words,
    kinds: drawing.kinds,
    length,
    pause: ({ reason, clocks, minutes }) => words.pause(drawing.reason(reason), clocks, length(minutes)),
  };
}
