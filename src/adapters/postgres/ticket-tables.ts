import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { Coverage, Hosting } from "../../domain/agreement/coverage.ts";
import type { TicketEventType } from "../../domain/ticket/ticket-event-type.ts";
import type { TicketState } from "../../domain/ticket/ticket-state.ts";
import type { Author, Direction, ParticipantState, Person } from "../../usecases/ports/ticket-store.ts";

/** The tables of tickets, of what was said on them and by whom. */
export interface TicketTables {
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
    recipients_to: JSONColumnType<Person[]>;
    recipients_cc: JSONColumnType<Person[]>;
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
    type: TicketEventType;
    actor: string;
    data: JSONColumnType<Record<string, unknown>>;
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
  survey: {
    ticket_id: number;
    token_sha256: string;
    asked_at: Generated<Date>;
    expires_at: Date;
    score: number | null;
    comment: string | null;
    answered_at: Date | null;
  };
}
