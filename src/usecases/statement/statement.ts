import type { TimeCause } from "../../domain/billing/time-cause.ts";
import type { Language } from "../../domain/desk/language.ts";

/** Whole minutes of working time; a counter-entry makes them less, and where it corrects an earlier month even negative. */
export interface StatementTotals {
  billableMinutes: number;
  notBillableMinutes: number;
}

/** One entry with its evidence: who, when, why and by which mail. */
export interface StatementEntry {
  /** ISO 8601 UTC. */
  at: string;
  /** The agent's name, or the key where desk.yaml no longer has them. */
  agent: string;
  minutes: number;
  cause: TimeCause;
  billable: boolean;
  /** In the statement's language. */
  reason: string;
  text: string;
  /** Id of the inbound email that says so. */
  message: number;
}

/** The customer's answer to `#ask-permission`: extra time is billed on the strength of it. */
export interface StatementPermission {
  question: string;
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

/** What an organisation is billed for a month, and what it is not, by ticket. */
export interface Statement extends StatementTotals {
  organisation: { id: string; name: string };
  /** `2026-11`, by the wall of `zone`. */
  month: string;
  zone: string;
  language: Language;
  tickets: StatementTicket[];
}
