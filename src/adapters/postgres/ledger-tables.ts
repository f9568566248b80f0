import type { Generated, GeneratedAlways } from "kysely";
import type { BillingReason } from "../../domain/billing/billing-verdict.ts";
import type { TimeCause } from "../../domain/billing/time-cause.ts";

/** The tables of what was worked, agreed and installed: rows are added, and what was said is never changed. */
export interface LedgerTables {
  time_entry: {
    id: GeneratedAlways<number>;
    ticket_id: number;
    at: Date;
    agent: string;
    minutes: number;
    cause: TimeCause;
    billable: boolean;
    reason: BillingReason;
    text: Generated<string>;
    inbound_email_id: number;
    message_id: string | null;
    line: number;
    created_at: Generated<Date>;
  };
}
