import type { BillingVerdict } from "../../domain/billing/billing-verdict.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** Time that an agent spent. `minutes` are whole, never 0; negative in a counter-entry, the only way to correct. */
export interface NewTimeEntry extends BillingVerdict {
  readonly ticketId: number;
  /** When the mail that says so came in: its month is the month it is billed in. */
  readonly at: Instant;
  /** Key of desk.yaml. */
  readonly agent: string;
  readonly minutes: number;
  readonly text: string;
  readonly inboundEmailId: number;
  /** Of the agent's mail: the same mail makes no second line, by whichever mailbox it comes. */
  readonly messageId: string | null;
  /** Which of the mail's `#time` lines, from 1. */
  readonly line: number;
}

export interface TimeEntry extends NewTimeEntry {
  readonly id: number;
}

/** An entry with the ticket it was spent on, as it stands by now. */
export interface StatedTimeEntry extends TimeEntry {
  readonly ref: string;
  readonly subject: string;
}

/** Time spent on tickets: entries are added and never changed. */
export interface TimeStore {
  /** Null, and no entry, when this line of this mail is there already. */
  add(entry: NewTimeEntry): Promise<number | null>;
  /** Oldest first. */
  listForTicket(ticketId: number): Promise<TimeEntry[]>;
  /** Those of the organisation's tickets from the first instant until before the second, by ticket and oldest first. */
  listForOrganisation(organisation: string, from: Instant, until: Instant): Promise<StatedTimeEntry[]>;
}
