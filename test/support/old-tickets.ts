import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";

/** Of the first so many the clock still runs; whatever is added to them ended long ago. */
export const OPEN_TICKETS = 1_000;
const SLICE = 100_000;

interface Fill {
  /** How many there are already, all by this function; 0 in a new database. */
  readonly after: number;
  readonly upTo: number;
  readonly messagesEach?: number;
}

/**
 * Tickets `OLD-1` and on, as they are after years: each with its mail, messages, history, clock and sent acknowledgement, of requesters
 * `old1@south.example` and on who wrote four each. Every fifth is about a `pumpe`, every 10,000th about a `xylofon`.
 */
export async function addOldTickets(db: Kysely<Schema>, { after, upTo, messagesEach = 1 }: Fill): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    if (after === 0) {
      await sql`insert into mailbox (name) values ('support') on conflict do nothing`.execute(connection);
      await sql`insert into desk_version (hash, document) select 'before', '{}' where not exists (select from desk_version)`.execute(
        connection,
      );
    }
    for (let from = after; from < upTo; from += SLICE) {
      for (const statement of slice(from, Math.min(upTo, from + SLICE), messagesEach)) {
        await statement.execute(connection);
      }
    }
    // As the server does by itself in a while.
    await sql`vacuum (analyze)`.execute(connection);
    await sql`set statement_timeout = '60s'`.execute(connection);
  });
}

const longAgo = sql.raw(`now() - interval '2 years' + n * interval '30 seconds'`);
const isOpen = sql.raw(`n <= ${OPEN_TICKETS}`);
const requester = sql.raw(`(n + 3) / 4`);
const address = sql.raw(`'old' || (n + 3) / 4 || '@south.example'`);
const subject = sql.raw(`case when n % 10000 = 0 then 'Om min xylofon'
  when n % 5 = 0 then 'Fejl på pumpe ' || n % 97 || ' i kælderen' else 'Aflæsning af måler ' || n % 89 end`);

function slice(from: number, upTo: number, messagesEach: number) {
  const numbers = sql`generate_series(${from + 1}::bigint, ${upTo}::bigint) as n`;
  return [
    sql`insert into requester (address, name) select distinct ${address}, 'Karen ' || ${requester} from ${numbers}
      where n % 4 = 1 or n = ${from + 1} order by 1 on conflict do nothing`,
    sql`insert into ticket (ref, subject, state, level, requester_id, mailbox_id, language, opened_at, closed_at, organisation, agent)
      select 'OLD-' || n, ${subject}, case when ${isOpen} then 'open' else 'closed' end, case when n % 500 = 0 then 'A' else 'C' end,
        requester.id, 1, 'da', ${longAgo}, case when ${isOpen} then null else ${longAgo} end,
        'org' || n % 50, 'agent' || n % 7
      from ${numbers} join requester on requester.address = ${address} order by n`,
    sql`insert into participant (ticket_id, address, state) select n, ${address}, 'requester' from ${numbers}`,
    sql`insert into raw_mail (sha256, size, bytes) select md5(n::text), 32, sha256(n::text::bytea) from ${numbers}`,
    sql`insert into inbound_email (mailbox_id, sha256, channel, state, fingerprint, message_id, accepted_at)
      select 1, md5(n::text), 'imap', 'filed', md5('f' || n), '<old-' || n || '@south.example>', ${longAgo} from ${numbers} order by n`,
    sql`insert into sighting (mailbox_id, folder, uidvalidity, uid, inbound_email_id) select 1, 'OLD', 1, n, n from ${numbers}`,
    sql`insert into filing (inbound_email_id, decision, reasons, facts, kind, ticket_id, filed_at)
      select n, 'ticketed', '["new"]', '{"authentic": false}', 'person', n, ${longAgo} from ${numbers}`,
    sql`insert into message (ticket_id, direction, author, from_address, subject, text, message_id, inbound_email_id, sent_at)
      select n, 'inbound', 'requester', ${address}, ${subject}, repeat('Kan I hjælpe os? ', 20),
        '<old-' || n || case when part = 1 then '' else '.' || part end || '@south.example>',
        case when part = 1 then n end, ${longAgo} from ${numbers}, generate_series(1, ${messagesEach}::integer) as part order by n, part`,
    sql`insert into ticket_event (ticket_id, at, type, actor) select n, ${longAgo}, 'opened', 'requester' from ${numbers}`,
    sql`insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes, met_at, deadline_at, next_wake_at)
      select n, 'first_response', 'C', 'office', 1, case when ${isOpen} then 'running' else 'met' end, ${longAgo}, 960,
        case when ${isOpen} then null else ${longAgo} end, now() + interval '1 year' + n * interval '1 minute',
        case when ${isOpen} then now() + interval '1 year' + n * interval '1 minute' end from ${numbers} order by n`,
    sql`insert into clock_event (clock_id, at, type) select n, ${longAgo}, 'start' from ${numbers}`,
    sql`insert into outbox (ticket_id, class, state, phase, message_id, envelope_from, bytes, sent_at)
      select n, 'acknowledgement', 'sent', 'answered', '<sent-' || n || '@desk.example>', '', '\\x', ${longAgo} from ${numbers} order by n`,
    sql`insert into outbox_recipient (outbox_id, address, role, state) select n, ${address}, 'requester', 'sent' from ${numbers}`,
  ];
}
