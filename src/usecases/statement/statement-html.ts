import { CAUSE_WORDS } from "../../domain/billing/billing-words.ts";
import type { Language } from "../../domain/desk/language.ts";
import { formatLocalTime } from "../../domain/outbound/local-time.ts";
import { instant } from "../../domain/time/instant.ts";
import { element, type Markup, textNode } from "../drawing/markup.ts";
import { printedPage } from "../drawing/printed-page.ts";
import type { Statement, StatementEntry, StatementTicket, StatementTotals } from "./statement.ts";

const WORDS = {
  da: {
    title: "Opgørelse over tid",
    organisation: "Organisation",
    month: "Måned",
    billed: "Faktureres",
    notBilled: "Faktureres ikke",
    headings: ["Hvornår", "Hvem", "Minutter", "Årsag", "Faktureres", "Begrundelse", "Mail"],
    yes: "ja",
    no: "nej",
    none: "Der er ikke noteret tid i denne måned.",
    minutes: "minutter",
    given: "Kundens tilladelse",
    refused: "Kundens afslag",
    note: "Tider er arbejdstid i hele minutter. En negativ tid er en modpostering, der retter tidligere noteret tid.",
  },
  en: {
    title: "Statement of time",
    organisation: "Organisation",
    month: "Month",
    billed: "Billed",
    notBilled: "Not billed",
    headings: ["When", "Who", "Minutes", "Cause", "Billed", "Reason", "Mail"],
    yes: "yes",
    no: "no",
    none: "No time was recorded in this month.",
    minutes: "minutes",
    given: "The customer's permission",
    refused: "The customer's refusal",
    note: "Times are working time in whole minutes. A negative time is a counter-entry that corrects time recorded before.",
  },
} as const;

/** A statement as one HTML page without script or anything from elsewhere, that prints on A4 with its headings on every page. */
export function statementHtml(statement: Statement): string {
  const { language, organisation, month, tickets } = statement;
  const words = WORDS[language];
  const title = `${words.title}: ${organisation.name}, ${month}`;
  const body = [
    element(
      "dl",
      {},
      ...fact(words.organisation, `${organisation.name} (${organisation.id})`),
      ...fact(words.month, `${month}, ${statement.zone}`),
      ...totals(statement, language),
    ),
    ...tickets.flatMap((ticket) => ticketSection(ticket, statement)),
    ...(tickets.length === 0 ? [element("p", {}, textNode(words.none))] : []),
    element("p", { class: "note" }, textNode(words.note)),
  ];
  return printedPage({ language, title, heading: words.title, body });
}

function fact(name: string, value: string): Markup[] {
  return [element("dt", {}, textNode(name)), element("dd", {}, textNode(value))];
}

function totals({ billableMinutes, notBillableMinutes }: StatementTotals, language: Language): Markup[] {
  const words = WORDS[language];
  return [
    ...fact(words.billed, `${billableMinutes} ${words.minutes}`),
    ...fact(words.notBilled, `${notBillableMinutes} ${words.minutes}`),
  ];
}

function ticketSection(ticket: StatementTicket, { language, zone }: Statement): Markup[] {
  const headings = WORDS[language].headings.map((heading, column) =>
    element("th", { scope: "col", class: column === 2 ? "n" : "" }, textNode(heading)),
  );
  return [
    element("h2", {}, textNode(`${ticket.ref}  ${ticket.subject}`)),
    element("dl", {}, ...totals(ticket, language), ...permissions(ticket, language, zone)),
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...headings)),
      element("tbody", {}, ...ticket.entries.map((entry) => entryRow(entry, language, zone))),
    ),
  ];
}

/** The evidence that extra time was agreed to, or was not. */
function permissions(ticket: StatementTicket, language: Language, zone: string): Markup[] {
  return ticket.permissions.flatMap(({ outcome, question, by, at, message }) => {
    const when = formatLocalTime(instant(Date.parse(at)), zone, language);
    return fact(WORDS[language][outcome], `${question} (${by}, ${when}, mail ${message})`);
  });
}

function entryRow(entry: StatementEntry, language: Language, zone: string): Markup {
  const words = WORDS[language];
  const text = entry.text === "" ? [] : [element("span", { class: "w" }, textNode(entry.text))];
  const cells = [
    element("td", {}, textNode(formatLocalTime(instant(Date.parse(entry.at)), zone, language))),
    element("td", {}, textNode(entry.agent)),
    element("td", { class: "n" }, textNode(String(entry.minutes))),
    element("td", {}, textNode(CAUSE_WORDS[entry.cause][language])),
    element("td", {}, textNode(entry.billable ? words.yes : words.no)),
    element("td", {}, textNode(entry.reason), ...text),
    element("td", { class: "n" }, textNode(String(entry.message))),
  ];
  return element("tr", {}, ...cells);
}
