import type { TimeCause } from "../../domain/billing/time-cause.ts";
import type { Language } from "../../domain/desk/language.ts";

/**
 * Whole minutes of working time. What the customer has to approve first is `unapproved` in the month it was recorded in, and moves to `billable` in the
 * month of the approval: there it is less than 0. A counter-entry makes them less, and where it corrects an earlier month even negative.
 */
export interface StatementTotals {
  billableMinutes: number;
  unapprovedMinutes: number;
  notBillableMinutes: number;
}

/** A yes of the customer, and how many minutes of an entry rest on it. */
export interface StatementEvidence {
  minutes: number;
  at: string;
  by: string;
  /** Id of the inbound email that says yes. */
  message: number;
}

/** One entry with its evidence: who, when, why and by which mail. Its minutes are the sum of those of `StatementTotals`. */
export interface StatementEntry extends StatementTotals {
  /** ISO 8601 UTC. */
  at: string;
  /** The agent's name, or the key where desk.yaml no longer has them. */
  agent: string;
  /** 0 where the time was recorded in an earlier month, and is billed only now. */
  minutes: number;
  cause: TimeCause;
  /** Some of it is billed in this month. */
  billable: boolean;
  /** In the statement's language. */
  reason: string;
  text: string;
  /** Id of the inbound email that says so. */
  message: number;
  /** It was recorded in an earlier month. */
  isEarlier: boolean;
  approvals: StatementEvidence[];
}

/** The customer's answer to a question for a piece of work, for extra time or for work on a service outside the agreement. */
export interface StatementPermission {
  asked: "permission" | "coverage" | "extra-time";
  question: string;
  /** That were asked for; null where no time was named. */
  minutes: number | null;
  outcome: "given" | "refused";
  at: string;
  by: string;
  /** Id of the inbound email that answers. */
  message: number;
}

export interface StatementTicket extends StatementTotals {
  ref: string;
  subject: string;
  /** Whenever they were answered, oldest first. */
  permissions: StatementPermission[];
  entries: StatementEntry[];
}

/** What an organisation is billed for a month, what it has yet to approve, and what it is not billed, by ticket. */
export interface Statement extends StatementTotals {
  organisation: { id: string; name: string };
  /** `2026-11`, by the wall of `zone`. */
  month: string;
  zone: string;
  language: Language;
  tickets: StatementTicket[];
}
