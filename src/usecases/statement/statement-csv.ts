import { writeCsv } from "../../domain/csv/write-csv.ts";
import type { Statement } from "./statement.ts";

const HEADINGS = [
  "month",
  "organisation",
  "ticket",
  "subject",
  "at",
  "agent",
  "minutes",
  "cause",
  "billable",
  "reason",
  "text",
  "message",
];

/** A statement as CSV: a line for each entry, whose minutes add up to the totals. The headings are for programs, so never translated. */
export function statementCsv({ month, organisation, tickets }: Statement): string {
  const lines = tickets.flatMap(({ ref, subject, entries }) =>
    entries.map((one) => [
      month,
      organisation.id,
      ref,
      subject,
      one.at,
      one.agent,
      one.minutes,
      one.cause,
      one.billable ? "yes" : "no",
      one.reason,
      one.text,
      one.message,
    ]),
  );
  return writeCsv([HEADINGS, ...lines]);
}
