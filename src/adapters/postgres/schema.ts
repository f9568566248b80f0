import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { Coverage, Hosting } from "../../domain/agreement/coverage.ts";
import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { RecipientAnswer, RouteTrouble } from "../../domain/outbound/send-result.ts";
import type { TicketState } from "../../domain/ticket/ticket-state.ts";
import type { Audited } from "../../usecases/audit.ts";
import type { DeedOutcome } from "../../usecases/ports/console-store.ts";
import type { ErasedPerson } from "../../usecases/ports/erasure-store.ts";
import type { FilingDecision, InboundState } from "../../usecases/ports/inbound-store.ts";
import type { JobName } from "../../usecases/ports/job-run-store.ts";
import type { Channel } from "../../usecases/ports/mailbox-store.ts";
import type {
  OutboxClass,
  OutboxRecipient,
  OutboxState,
  RecipientRole,
  SendPhase,
} from "../../usecases/ports/outbox-store.ts";
import type { Author, Direction, ParticipantState, Person } from "../../usecases/ports/ticket-store.ts";
import type { TokenState } from "../../usecases/ports/token-store.ts";
import type { DeliveryState } from "../../usecases/ports/webhook-store.ts";
import type { AuditTables } from "./audit-tables.ts";
import type { ClockTables } from "./clock-tables.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import type { ReleaseTables } from "./release-tables.ts";

type Json<T extends object | null> = JSONColumnType<T>;

/** The tables of migrations/, as Kysely sees them. bigint arrives as number, timestamptz as Date. */
export interface Schema extends AuditTables, ClockTables, LedgerTables, ReleaseTables {
  desk_time: { one: Generated<boolean>; offset: string };
  mailbox: {
    id: GeneratedAlways<number>;
    name: string;
    folder: string;
    lease_owner: string | null;
    lease_epoch: Generated<number>;
    lease_until: Date | null;
    last_success_at: Date | null;
    last_error: string | null;
    last_error_code: string | null;
    last_error_at: Date | null;
  };
  cursor: {
    mailbox_id: number;
    folder: string;
    uidvalidity: number;
    last_uid: Generated<number>;
    begun_at: Generated<Date>;
  };
  raw_mail: { sha256: string; size: number; bytes: Uint8Array; stored_at: Generated<Date> };
  inbound_email: {
    id: GeneratedAlways<number>;
    mailbox_id: number;
    sha256: string;
    channel: Channel;
    state: Generated<InboundState>;
    attempts: Generated<number>;
    waits: Generated<number>;
    stated: ColumnType<StatedRequest | null, string | null | undefined, never>;
    not_before: Date | null;
    internal_date: Date | null;
    accepted_at: Generated<Date>;
    fingerprint: string | null;
    message_id: string | null;
    sender_address: string | null;
    subject: string | null;
    last_error: string | null;
  };
  sighting: {
    id: GeneratedAlways<number>;
    mailbox_id: number;
    folder: string;
    uidvalidity: number;
    uid: number;
    inbound_email_id: number;
    seen_at: Generated<Date>;
  };
  requester: {
    id: GeneratedAlways<number>;
    address: string;
    name: Generated<string>;
    language: string | null;
    created_at: Generated<Date>;
  };
  ticket: {
    id: GeneratedAlways<number>;
    ref: string;
    subject: string;
    state: Generated<TicketState>;
    level: string;
    requester_id: number;
    mailbox_id: number | null;
    organisation: string | null;
    agreement: ColumnType<Record<string, unknown> | null, string | null, string | null>;
    hosting: Hosting | null;
    service: string | null;
    activity: string | null;
    coverage: Generated<Coverage>;
    responsible: Generated<"customer" | "vendor">;
    team: string | null;
    agent: string | null;
    language: string;
    related_ticket_id: number | null;
    merged_into_id: number | null;
    opened_at: Date;
    resolved_at: Date | null;
    closed_at: Date | null;
    erased_at: Date | null;
    updated_at: Generated<Date>;
  };
  /** Written by a trigger of `ticket`. */
  ticket_search: { ticket_id: number; words: string };
  message: {
    id: Generated<number>;
    ticket_id: number;
    direction: Direction;
    author: Author;
    kind: Generated<string>;
    from_address: string | null;
    from_name: Generated<string>;
    recipients_to: Json<Person[]>;
    recipients_cc: Json<Person[]>;
    subject: Generated<string>;
    text: Generated<string>;
    reply_text: Generated<string>;
    html: string | null;
    message_id: string | null;
    inbound_email_id: number | null;
    authentic: Generated<boolean>;
    sent_at: Date;
    created_at: Generated<Date>;
  };
  imported_ticket: {
    source: string;
    external_id: string;
    number: string;
    ticket_id: number;
    imported_at: Generated<Date>;
  };
  imported_message: { source: string; external_id: string; message_id: number };
  imported_file: { sha256: string; size: number; bytes: Uint8Array };
  attachment: {
    id: GeneratedAlways<number>;
    message_id: number;
    filename: string;
    content_type: string;
    size: number;
    sha256: string;
    inline: Generated<boolean>;
  };
  watcher: { ticket_id: number; agent: string; since: Generated<Date> };
  participant: { ticket_id: number; address: string; state: ParticipantState; added_at: Generated<Date> };
  ticket_event: {
    id: GeneratedAlways<number>;
    ticket_id: number;
    at: Date;
    type: string;
    actor: string;
    data: Json<Record<string, unknown>>;
  };
  feed_event: {
    id: GeneratedAlways<number>;
    position: number | null;
    at: Generated<Date>;
    type: string;
    ticket_id: number | null;
    subject_id: number | null;
    word: string | null;
    kind: string | null;
  };
  feed_dropped: { one: Generated<boolean>; through: number };
  filing: {
    inbound_email_id: number;
    decision: FilingDecision;
    reasons: Json<string[]>;
    facts: Json<Record<string, unknown>>;
    kind: string;
    ticket_id: number | null;
    duplicate_of: number | null;
    filed_at: Generated<Date>;
  };
  outbox: {
    id: Generated<number>;
    ticket_id: number | null;
    message_row_id: number | null;
    class: OutboxClass;
    state: Generated<OutboxState>;
    phase: Generated<SendPhase>;
    mailbox_id: number | null;
    message_id: string;
    envelope_from: string;
    bytes: Uint8Array;
    attempts: Generated<number>;
    epoch: Generated<number>;
    lease_until: Date | null;
    next_at: Generated<Date | null>;
    last_error: string | null;
    ambiguous_resends: Generated<number>;
    created_at: Generated<Date>;
    sent_at: Date | null;
    committing_at: Date | null;
    evidence_void: Generated<boolean>;
    refusals: Generated<RecipientAnswer[]>;
    evidence: string | null;
    owed_failures: string[] | null;
    route: string | null;
    bound_route: string | null;
    trace_parent: string | null;
  };
  smtp_route: {
    mailbox_id: number;
    name: string;
    trouble: RouteTrouble | null;
    why: string | null;
    failures: Generated<number>;
    since: Date | null;
    rests_until: Date | null;
    told_at: Date | null;
    is_told: Generated<boolean>;
  };
  outbox_recipient: {
    outbox_id: number;
    address: string;
    role: Generated<RecipientRole>;
    state: Generated<OutboxRecipient["state"]>;
    reply: string | null;
    sent_at: Generated<Date | null>;
    delivered_at: Date | null;
  };
  canary: {
    id: GeneratedAlways<number>;
    mailbox_id: number;
    comes_back: boolean;
    begun_at: Generated<Date>;
    question_outbox_id: number;
    answer_outbox_id: number | null;
    sent_at: Date | null;
    accepted_at: Date | null;
    ticket_at: Date | null;
    answer_sent_at: Date | null;
    answer_seen_at: Date | null;
    ended_at: Date | null;
    arrived: boolean | null;
    why: string | null;
  };
  canary_mail: { inbound_email_id: number; canary_id: number };
  awaited_mail: { mail: Buffer; inbound_email_id: number; named_at: Generated<Date> };
  suppression: { address: string; why: string; added_at: Generated<Date> };
  agent_confirmation: {
    id: GeneratedAlways<number>;
    ticket_id: number;
    agent: string;
    inbound_email_id: number;
    sha256: string;
    asked_at: Date;
    expires_at: Date;
    used_at: Date | null;
    used_by_email_id: number | null;
  };
  survey: {
    ticket_id: number;
    token_sha256: string;
    asked_at: Generated<Date>;
    expires_at: Date;
    score: number | null;
    comment: string | null;
    answered_at: Date | null;
  };
  api_key: {
    id: GeneratedAlways<number>;
    name: string;
    prefix: string;
    sha256: string;
    scopes: string[];
    agent: string | null;
    created_at: Generated<Date>;
    expires_at: Date | null;
    revoked_at: Date | null;
    last_used_at: Date | null;
  };
  idempotent_answer: {
    api_key_id: number;
    route: string;
    key: string;
    fingerprint: string;
    status: number;
    headers: Json<Record<string, string>>;
    body: string;
    at: Generated<Date>;
  };
  console_deed: { token: string; actor: string; outcome: Json<DeedOutcome> | null; at: Generated<Date> };
  sign_in_link: {
    id: GeneratedAlways<number>;
    name: string | null;
    agent: string | null;
    is_mailed: Generated<boolean>;
    at: Generated<Date>;
    expires_at: Date | null;
    used_at: Date | null;
  };
  console_session: {
    id: string;
    agent: string | null;
    key_id: number | null;
    opened_at: Generated<Date>;
    expires_at: Date;
  };
  erasure_key: { one: Generated<boolean>; sealed: string };
  erasure: {
    id: GeneratedAlways<number>;
    code: string;
    at: Date;
    reason: Generated<string>;
    person: ColumnType<ErasedPerson | null, string | null | undefined, string | null>;
    finished_at: Date | null;
  };
  access_token_attempt: { mailbox_id: number; begun_at: Date };
  access_token: {
    mailbox_id: number;
    state: ColumnType<TokenState | null, string | null | undefined, string>;
    warned_of: ColumnType<string | null, string | null | undefined, string>;
  };
  heartbeat: { name: string; at: Date; detail: string | null };
  job_run: {
    id: GeneratedAlways<number>;
    name: JobName;
    at: Generated<Date>;
    ok: boolean;
    detail: string;
    at_fault: Audited | null;
  };
  trouble: {
    id: GeneratedAlways<number>;
    name: string;
    since: Date;
    seen_at: Date;
    red_ms: number;
    green_since: Date | null;
    told_at: Date | null;
    ended_at: Date | null;
  };
  restoration: { id: GeneratedAlways<number>; taken_at: Date; restored_at: Generated<Date>; ran_until: Date };
  webhook: { name: string; failures: Generated<number>; rest_until: Date | null; told_at: Date | null };
  webhook_delivery: {
    id: GeneratedAlways<number>;
    webhook_id: Generated<string>;
    webhook: string;
    event: string;
    escalation_id: number | null;
    ticket_id: number | null;
    payload: Uint8Array;
    state: Generated<DeliveryState>;
    attempts: Generated<number>;
    epoch: Generated<number>;
    next_at: Generated<Date | null>;
    last_error: string | null;
    created_at: Generated<Date>;
    queued_at: Generated<Date>;
    delivered_at: Date | null;
  };
  automatic_answer: {
    id: GeneratedAlways<number>;
    address: string;
    domain: string;
    at: Generated<Date>;
    body_code: string | null;
  };
}
