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
    unapproved: "Ikke godkendt",
    given: {
      permission: "Kundens tilladelse",
      coverage: "Kundens ja til arbejde uden for aftalen",
      "extra-time": "Kundens ja til ekstra tid",
    },
    refused: {
      permission: "Kundens afslag",
      coverage: "Kundens nej til arbejde uden for aftalen",
      "extra-time": "Kundens nej til ekstra tid",
    },
    approvedBy: "godkendt af",
    earlier: "Noteret i en tidligere måned og godkendt nu.",
    note: "Tid, som kunden skal godkende, faktureres i den måned, hvor den er godkendt. Tider er arbejdstid i hele minutter. En negativ tid er en modpostering, der retter tidligere noteret tid.",
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
    unapproved: "Not approved",
    given: {
      permission: "The customer's permission",
      coverage: "The customer's yes to work outside the agreement",
      "extra-time": "The customer's yes to extra time",
    },
    refused: {
      permission: "The customer's refusal",
      coverage: "The customer's no to work outside the agreement",
      "extra-time": "The customer's no to extra time",
    },
    approvedBy: "approved by",
    earlier: "Recorded in an earlier month and approved now.",
    note: "Time that the customer has to approve is billed in the month of the approval. Times are working time in whole minutes. A negative time is a counter-entry that corrects time recorded before.",
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

function totals(
  { billableMinutes, unapprovedMinutes, notBillableMinutes }: StatementTotals,
  language: Language,
): Markup[] {
  const words = WORDS[language];
  return [
    ...fact(words.billed, `${billableMinutes} ${words.minutes}`),
    ...fact(words.unapproved, `${unapprovedMinutes} ${words.minutes}`),
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
  const words = WORDS[language];
  return ticket.permissions.flatMap(({ asked, minutes, outcome, question, by, at, message }) => {
    const when = formatLocalTime(instant(Date.parse(at)), zone, language);
    const length = minutes === null ? "" : `, ${minutes} ${words.minutes}`;
    return fact(words[outcome][asked] + length, `${question} (${by}, ${when}, mail ${message})`);
  });
}

function entryRow(entry: StatementEntry, language: Language, zone: string): Markup {
  const told = [...(entry.text === "" ? [] : [entry.text]), ...evidence(entry, language)];
  const text = told.map((line) => element("span", { class: "w" }, textNode(line)));
  const cells = [
    element("td", {}, textNode(formatLocalTime(instant(Date.parse(entry.at)), zone, language))),
    element("td", {}, textNode(entry.agent)),
    element("td", { class: "n" }, textNode(String(entry.minutes))),
    element("td", {}, textNode(CAUSE_WORDS[entry.cause][language])),
    element("td", {}, textNode(billedWord(entry, language))),
    element("td", {}, textNode(entry.reason), ...text),
    element("td", { class: "n" }, textNode(String(entry.message))),
  ];
  return element("tr", {}, ...cells);
}

/** Yes or no, and how many minutes where it is only some of them. */
function billedWord({ billable, billableMinutes, minutes }: StatementEntry, language: Language): string {
  const words = WORDS[language];
  if (!billable) return words.no;
  return billableMinutes === minutes ? words.yes : `${billableMinutes} ${words.minutes}`;
}

/** On whose yes it is billed, and what is not approved yet. */
function evidence({ approvals, unapprovedMinutes, isEarlier }: StatementEntry, language: Language): string[] {
  const words = WORDS[language];
  return [
    ...(isEarlier ? [words.earlier] : []),
    ...approvals.map(
      ({ minutes, by, message }) => `${minutes} ${words.minutes} ${words.approvedBy} ${by} (mail ${message})`,
    ),
    ...(unapprovedMinutes === 0 || isEarlier ? [] : [`${words.unapproved}: ${unapprovedMinutes} ${words.minutes}`]),
  ];
}
