import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { FilingDecision, InboundState } from "../../usecases/ports/inbound-store.ts";
import type { Channel } from "../../usecases/ports/mailbox-store.ts";
import type { TokenState } from "../../usecases/ports/token-store.ts";

/** The tables of mail as it came in, and of the mailboxes it came from. */
export interface IntakeTables {
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
  filing: {
    inbound_email_id: number;
    decision: FilingDecision;
    reasons: JSONColumnType<string[]>;
    facts: JSONColumnType<Record<string, unknown>>;
    kind: string;
    ticket_id: number | null;
    duplicate_of: number | null;
    filed_at: Generated<Date>;
  };
  canary_mail: { inbound_email_id: number; canary_id: number };
  awaited_mail: { mail: Buffer; inbound_email_id: number; named_at: Generated<Date> };
  access_token_attempt: { mailbox_id: number; begun_at: Date };
  access_token: {
    mailbox_id: number;
    state: ColumnType<TokenState | null, string | null | undefined, string>;
    warned_of: ColumnType<string | null, string | null | undefined, string>;
  };
}
