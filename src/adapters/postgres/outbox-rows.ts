import { sql } from "kysely";
import type { RecipientAnswer } from "../../domain/outbound/send-result.ts";
import type { OutboxMail, OutboxRecipient, OutboxState, SendPhase } from "../../usecases/ports/outbox-store.ts";
import { fromColumn } from "./instant-column.ts";

export interface OutboxRow {
  id: number;
  ticket_id: number | null;
  message_row_id: number | null;
  class: OutboxMail["class"];
  state: OutboxState;
  phase: SendPhase;
  mailbox_id: number | null;
  message_id: string;
  envelope_from: string;
  bytes: Uint8Array;
  attempts: number;
  epoch: number;
  ambiguous_resends: number;
  created_at: Date;
  recipients: OutboxRecipient[] | null;
  committing_at: Date | null;
  evidence_void: boolean;
  refusals: RecipientAnswer[];
  bound_route: string | null;
  trace_parent: string | null;
}

/** The columns of an outbox row `o` with its recipients, in one round trip. */
export const outboxColumns = sql.raw(`
  o.id, o.ticket_id, o.message_row_id, o.class, o.state, o.phase, o.mailbox_id, o.message_id, o.envelope_from, o.bytes,
  o.attempts, o.epoch, o.ambiguous_resends, o.created_at, o.committing_at, o.evidence_void, o.refusals, o.bound_route, o.trace_parent,
  (select json_agg(json_build_object('address', r.address, 'role', r.role, 'state', r.state, 'reply', r.reply)
     order by r.address)
   from outbox_recipient r where r.outbox_id = o.id) as recipients`);

export function toOutboxMail(row: OutboxRow): OutboxMail {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    messageRowId: row.message_row_id,
    class: row.class,
    state: row.state,
    phase: row.phase,
    mailboxId: row.mailbox_id,
    messageId: row.message_id,
    envelopeFrom: row.envelope_from,
    bytes: row.bytes,
    attempts: row.attempts,
    epoch: row.epoch,
    recipients: row.recipients ?? [],
    ambiguousResends: row.ambiguous_resends,
    createdAt: fromColumn(row.created_at),
    boundRoute: row.bound_route,
    traceParent: row.trace_parent,
    committing: row.committing_at && {
      at: fromColumn(row.committing_at),
      isEvidenceVoid: row.evidence_void,
      refusals: row.refusals,
    },
  };
}
