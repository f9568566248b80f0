import { sql } from "kysely";
import { instant } from "../../domain/time/instant.ts";
import type { DeferredMail } from "../../usecases/ports/measure-store.ts";

export interface DeferredRow {
  mailbox: string | null;
  /** Milliseconds of the epoch. */
  oldest: number;
  last_sent: number | null;
  domains: number;
}

// An outage may defer very many; the oldest tell it.
const MOST = 1000;

/**
 * What waits after a refusal for now, by mailbox. Mail of one mailbox leaves by its own way out, so that what leaves by another proves nothing of it;
 * neither does a canary, which goes to the desk's own server. What was sent is looked for from the newest down to the oldest that waits.
 */
export const measuredDeferred = sql<DeferredRow[]>`
  (select coalesce(jsonb_agg(jsonb_build_object('mailbox', m.name, 'oldest', (extract(epoch from w.oldest) * 1000)::bigint,
      'last_sent', (extract(epoch from last.sent_at) * 1000)::bigint, 'domains', w.domains) order by m.name), '[]')
    from (
      select o.mailbox_id, min(o.created_at) as oldest, min(o.id) as first,
        count(distinct lower(split_part(r.address, '@', 2)))::int as domains
      from (select id, mailbox_id, created_at from outbox where state = 'deferred' and class <> 'canary'
        order by id limit ${MOST}) o
      left join outbox_recipient r on r.outbox_id = o.id and r.state = 'deferred'
      group by o.mailbox_id
    ) w
    left join mailbox m on m.id = w.mailbox_id
    left join lateral (
      select sent_at from outbox s
      where s.state = 'sent' and s.class <> 'canary' and s.mailbox_id is not distinct from w.mailbox_id and s.id > w.first
      order by s.id desc limit 1
    ) last on true)`;

export function toDeferredMail({ mailbox, oldest, last_sent, domains }: DeferredRow): DeferredMail {
  return { mailbox, oldestAt: instant(oldest), lastSentAt: last_sent === null ? null : instant(last_sent), domains };
}
