import type { Coverage } from "../../domain/agreement/coverage.ts";
import type { BillingVerdict } from "../../domain/billing/billing-verdict.ts";
import type { NewCharge, TimeLedger } from "../../domain/billing/time-ledger.ts";
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
  /** Of the ticket at that instant. */
  readonly service: string | null;
  readonly coverage: Coverage;
}

export interface TimeEntry extends NewTimeEntry {
  readonly id: number;
}

/** An entry with the ticket it was spent on, as it stands by now. */
export interface StatedTimeEntry extends TimeEntry {
  readonly ref: string;
  readonly subject: string;
}

/** A charge with the entry that it stands with in a statement: the counter-entry where it takes back. `approval`: on which it rests. */
export interface StatedCharge extends NewCharge {
  readonly entry: StatedTimeEntry;
  readonly approval: ChargeApproval | null;
}

/** Who said yes to what is charged, when and by which mail. */
export interface ChargeApproval {
  readonly id: number;
  readonly by: string;
  readonly at: Instant;
  readonly emailId: number;
}

/** Time spent on tickets, and what is billed of it: both are added and never changed. */
export interface TimeStore {
  /** Null, and no entry, when this line of this mail is there already. */
  add(entry: NewTimeEntry): Promise<number | null>;
  /** Oldest first. */
  listForTicket(ticketId: number): Promise<TimeEntry[]>;
  /** Those of the organisation's tickets from the first instant until before the second, by ticket and oldest first. */
  listForOrganisation(organisation: string, from: Instant, until: Instant): Promise<StatedTimeEntry[]>;
  /** All of a ticket and of what was merged into it. */
  readLedger(ticketId: number): Promise<TimeLedger>;
  charge(charges: readonly NewCharge[]): Promise<void>;
  /** What was charged for time of this very ticket, oldest first. */
  listCharges(ticketId: number): Promise<StatedCharge[]>;
  /** What was charged for time of the organisation's tickets from the first instant until before the second, by ticket and oldest first. */
  listChargesForOrganisation(organisation: string, from: Instant, until: Instant): Promise<StatedCharge[]>;
}
