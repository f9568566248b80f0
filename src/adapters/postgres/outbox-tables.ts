import type { Generated, GeneratedAlways } from "kysely";
import type { RecipientAnswer, RouteTrouble } from "../../domain/outbound/send-result.ts";
import type {
  OutboxClass,
  OutboxRecipient,
  OutboxState,
  RecipientRole,
  SendPhase,
} from "../../usecases/ports/outbox-store.ts";
import type { DeliveryState } from "../../usecases/ports/webhook-store.ts";

/** The tables of what is sent, by mail and to webhooks. */
export interface OutboxTables {
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
