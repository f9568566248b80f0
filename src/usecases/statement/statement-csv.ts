import { writeCsv } from "../../domain/csv/write-csv.ts";
import type { Statement, StatementEvidence, StatementPermission } from "./statement.ts";

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
  "permission",
  "billable_minutes",
  "unapproved_minutes",
  "recorded_earlier",
  "approvals",
];

/** A statement as CSV: a line for each entry, whose minutes add up to the totals. The headings are for programs, so never translated. */
export function statementCsv({ month, organisation, tickets }: Statement): string {
  const lines = tickets.flatMap(({ ref, subject, permissions, entries }) =>
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
      permissions.map(answer).join("; "),
      one.billableMinutes,
      one.unapprovedMinutes,
      one.isEarlier ? "yes" : "no",
      one.approvals.map(evidence).join("; "),
    ]),
  );
  return writeCsv([HEADINGS, ...lines]);
}

/** Who answered what to a question for work, when, and by which mail. */
function answer({ outcome, by, at, message }: StatementPermission): string {
  return `${outcome} ${by} ${at} mail ${message}`;
}

/** How many minutes rest on whose yes, of when, and by which mail. */
function evidence({ minutes, by, at, message }: StatementEvidence): string {
  return `${minutes} min ${by} ${at} mail ${message}`;
}
