import { sql } from "kysely";
import type { Canary } from "../../domain/canary/canary.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { MeasuredCanary } from "../../usecases/canary/judge-canary.ts";

type Milliseconds = number | null;

interface OneRow {
  open: boolean;
  comes_back: boolean;
  begun: number;
  sent: Milliseconds;
  accepted: Milliseconds;
  ticket: Milliseconds;
  answer_sent: Milliseconds;
  answer_seen: Milliseconds;
  why: string | null;
}

/** The canaries of one mailbox, as the statement that measures everything reads them. */
export interface CanaryRow {
  mailbox: string;
  newest: OneRow | null;
  ended: OneRow | null;
  success: Milliseconds;
}

const ms = (expression: string) => `(extract(epoch from ${expression}) * 1000)::bigint`;

// Two rows by an index for each mailbox, however many there were.
const one = (ended: string) => `(select jsonb_build_object(
    'open', c.ended_at is null, 'comes_back', c.comes_back, 'begun', ${ms("c.begun_at")},
    'sent', ${ms("coalesce(c.sent_at, q.sent_at)")}, 'accepted', ${ms("c.accepted_at")}, 'ticket', ${ms("c.ticket_at")},
    'answer_sent', ${ms("coalesce(c.answer_sent_at, a.sent_at)")}, 'answer_seen', ${ms("c.answer_seen_at")},
    'why', coalesce(c.why, a.last_error, q.last_error))
  from canary c left join outbox q on q.id = c.question_outbox_id left join outbox a on a.id = c.answer_outbox_id
  where c.mailbox_id = m.id and ${ended} order by c.id desc limit 1)`;

export const measuredCanaries = sql.raw(`(select coalesce(jsonb_agg(jsonb_build_object(
    'mailbox', m.name, 'newest', ${one("true")}, 'ended', ${one("c.ended_at is not null")},
    'success', (select ${ms("coalesce(c.answer_seen_at, c.answer_sent_at)")} from canary c
      where c.mailbox_id = m.id and c.arrived order by c.id desc limit 1)) order by m.name), '[]')
  from mailbox m where exists (select from canary c where c.mailbox_id = m.id))`);

export function toMeasuredCanary({ mailbox, newest, ended, success }: CanaryRow): MeasuredCanary {
  return {
    mailbox,
    newest: newest && { ...toCanary(newest), isOpen: newest.open, why: newest.why },
    ended: ended && { ...toCanary(ended), why: ended.why },
    lastSuccessAt: toInstant(success),
  };
}

function toCanary(row: OneRow): Canary {
  return {
    begunAt: instant(row.begun),
    comesBack: row.comes_back,
    reachedAt: {
      sent: toInstant(row.sent),
      accepted: toInstant(row.accepted),
      ticket: toInstant(row.ticket),
      "answer-sent": toInstant(row.answer_sent),
      "answer-seen": toInstant(row.answer_seen),
    },
  };
}

function toInstant(at: Milliseconds): Instant | null {
  return at === null ? null : instant(at);
}
