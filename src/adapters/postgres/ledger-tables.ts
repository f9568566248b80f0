import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { Coverage, Hosting } from "../../domain/agreement/coverage.ts";
import type { ApprovalKind, ApprovalOutcome } from "../../domain/approvals/approval.ts";
import type { BillingReason } from "../../domain/billing/billing-verdict.ts";
import type { TimeCause } from "../../domain/billing/time-cause.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import type { AffectedModule, KnownErrorState } from "../../domain/known-errors/known-error.ts";
import type { OrganisationChange } from "../../usecases/ports/organisation-store.ts";

/** The tables of what was worked, agreed and installed: what is billed or agreed is only ever added to. */
export interface LedgerTables {
  organisation_control: { one: Generated<boolean>; version: Generated<number>; adopted_version: Generated<number> };
  organisation: {
    id: string;
    document: JSONColumnType<Organisation>;
    version: number;
    created_at: Date;
    changed_at: Date;
  };
  agreement_reminder: { organisation: string; last_day: string; stage_days: number; told_at: Date };
  organisation_event: {
    id: GeneratedAlways<number>;
    organisation: string;
    at: Date;
    actor: string;
    type: OrganisationChange;
    before: ColumnType<Organisation | null, string | null, never>;
    after: ColumnType<Organisation | null, string | null, never>;
  };
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
    service: string | null;
    coverage: Generated<Coverage>;
  };
  time_charge: {
    id: GeneratedAlways<number>;
    entry_id: number;
    counter_entry_id: number | null;
    approval_id: number | null;
    billed: number;
    taken_back: number;
    at: Date;
    created_at: Generated<Date>;
  };
  approval: {
    id: GeneratedAlways<number>;
    ticket_id: number;
    asked: ApprovalKind;
    question: string;
    asked_at: Date;
    asked_by: string;
    asked_email_id: number;
    outcome: ApprovalOutcome | null;
    answered_at: Date | null;
    answered_by: string | null;
    answer: string | null;
    answer_email_id: number | null;
    module: string | null;
    version: string | null;
    service: string | null;
    minutes: number | null;
    asked_outbox_id: number | null;
  };
  installed_change: {
    id: GeneratedAlways<number>;
    ticket_id: number | null;
    organisation: string;
    at: Date;
    agent: string | null;
    module: string | null;
    version: string | null;
    approval_id: number | null;
    text: string;
    inbound_email_id: number | null;
    message_id: string | null;
    line: number;
    release_id: number | null;
  };
  known_error: {
    id: GeneratedAlways<number>;
    title: string;
    state: Generated<KnownErrorState>;
    modules: JSONColumnType<AffectedModule[]>;
    hosting: Hosting | null;
    created_at: Date;
    created_by: string;
  };
  known_error_ticket: { known_error_id: number; ticket_id: number; linked_at: Date };
  known_error_event: {
    id: GeneratedAlways<number>;
    known_error_id: number;
    at: Date;
    actor: string;
    data: JSONColumnType<Record<string, unknown>>;
  };
}
