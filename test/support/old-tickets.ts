import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { withoutIndexes } from "./without-indexes.ts";

/** Of the first so many the clock still runs; the others ended long ago. */
export const OPEN_TICKETS = 1_000;

interface Fill {
  readonly tickets: number;
  readonly messagesEach?: number;
}
/** So many are of level A, and so many about a `xylofon`, whatever the size of the desk: what is rare fills the same page everywhere. */
const OF_LEVEL_A = 2_000;
const ABOUT_XYLOFON = 100;

/**
 * Fills an empty database with tickets `OLD-1` and on, as they are after years: each with its mail, messages, history, clock and sent
 * acknowledgement, every twentieth with an alert that a webhook took, of requesters `old1@south.example` and on who wrote four each. Every fifth is about a
 * `pumpe`. Two connections fill it, without the checks of foreign keys and with the indexes made at the end:
 * a million tickets come in minutes.
 */
export async function addOldTickets(db: Kysely<Schema>, { tickets, messagesEach = 1 }: Fill): Promise<void> {
  await sql`insert into mailbox (name) values ('support') on conflict do nothing`.execute(db);
  await sql`insert into desk_version (hash, document) select 'before', '{}' where not exists (select from desk_version)`.execute(
    db,
  );
  await withoutIndexes(db, async (run) => {
    await Promise.all([run(ticketRows(tickets)), run(rowsOfTickets({ tickets, messagesEach }))]);
    // Nobody follows what happened long ago.
    await run([sql`truncate feed_event`]);
  });
}

const longAgo = sql.raw(`now() - interval '2 years' + n * interval '30 seconds'`);
const isOpen = sql.raw(`n <= ${OPEN_TICKETS}`);
const requester = sql.raw(`(select id from requester where address = 'old1@south.example') + (n - 1) / 4`);
const address = sql.raw(`'old' || (n + 3) / 4 || '@south.example'`);
const subject = (tickets: number) =>
  sql.raw(`case when n % ${oneIn(tickets, ABOUT_XYLOFON)} = 0 then 'Om min xylofon'
  when n % 5 = 0 then 'Fejl på pumpe ' || n % 97 || ' i kælderen' else 'Aflæsning af måler ' || n % 89 end`);

function oneIn(tickets: number, times: number): number {
  return Math.max(1, Math.floor(tickets / times));
}

// Each table is filled in the order of its ids, so that those of tickets, mails, clocks and outbox are `n`.
function ticketRows(tickets: number): RawBuilder<unknown>[] {
  return [
    sql`insert into requester (address, name) select 'old' || n || '@south.example', 'Karen ' || n
      from generate_series(1, ${Math.ceil(tickets / 4)}::bigint) as n`,
    sql`insert into ticket (ref, subject, state, level, requester_id, mailbox_id, language, opened_at, closed_at, organisation, agent)
      select 'OLD-' || n, ${subject(tickets)}, case when ${isOpen} then 'open' else 'closed' end, case when n % ${oneIn(tickets, OF_LEVEL_A)} = 0 then 'A' else 'C' end,
        ${requester}, 1, 'da', ${longAgo}, case when ${isOpen} then null else ${longAgo} end,
        'org' || n % 50, 'agent' || n % 7
      from generate_series(1, ${tickets}::bigint) as n`,
  ];
}

function rowsOfTickets({ tickets, messagesEach }: Required<Fill>): RawBuilder<unknown>[] {
  const numbers = sql`generate_series(1, ${tickets}::bigint) as n`;
  return [
    sql`insert into participant (ticket_id, address, state) select n, ${address}, 'requester' from ${numbers}`,
    sql`insert into raw_mail (sha256, size, bytes) select md5(n::text), 32, sha256(n::text::bytea) from ${numbers}`,
    sql`insert into inbound_email (mailbox_id, sha256, channel, state, fingerprint, message_id, sender_address, subject, accepted_at)
      select 1, md5(n::text), 'imap', 'filed', md5('f' || n), '<old-' || n || '@south.example>', ${address}, ${subject(tickets)}, ${longAgo} from ${numbers}`,
    sql`insert into sighting (mailbox_id, folder, uidvalidity, uid, inbound_email_id) select 1, 'OLD', 1, n, n from ${numbers}`,
    sql`insert into filing (inbound_email_id, decision, reasons, facts, kind, ticket_id, filed_at)
      select n, 'ticketed', '["new"]', '{"authentic": false}', 'person', n, ${longAgo} from ${numbers}`,
    sql`insert into message (ticket_id, direction, author, from_address, subject, text, message_id, inbound_email_id, sent_at)
      select n, 'inbound', 'requester', ${address}, ${subject(tickets)}, repeat('Kan I hjælpe os? ', 20),
        '<old-' || n || case when part = 1 then '' else '.' || part end || '@south.example>',
        case when part = 1 then n end, ${longAgo} from ${numbers}, generate_series(1, ${messagesEach}::integer) as part`,
    sql`insert into ticket_event (ticket_id, at, type, actor) select n, ${longAgo}, 'opened', 'requester' from ${numbers}`,
    sql`insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes, met_at, deadline_at, next_wake_at)
      select n, 'first_response', 'C', 'office', 1, case when ${isOpen} then 'running' else 'met' end, ${longAgo}, 960,
        case when ${isOpen} then null else ${longAgo} end, now() + interval '1 year' + n * interval '1 minute',
        case when ${isOpen} then now() + interval '1 year' + n * interval '1 minute' end from ${numbers}`,
    sql`insert into clock_event (clock_id, at, type, data)
      select n, ${longAgo}, 'start', '{"level": "C", "targetMinutes": 960, "calendar": "office", "deskVersionId": 1}' from ${numbers}`,
    sql`insert into clock_event (clock_id, at, type, data)
      select n, ${longAgo}, 'met', '{"answer": "reply"}' from ${numbers} where not (${isOpen})`,
    sql`insert into outbox (ticket_id, class, state, phase, message_id, envelope_from, bytes, sent_at)
      select n, 'acknowledgement', 'sent', 'answered', '<sent-' || n || '@desk.example>', '', '\\x', ${longAgo} from ${numbers}`,
    sql`insert into outbox_recipient (outbox_id, address, role, state) select n, ${address}, 'requester', 'sent' from ${numbers}`,
    sql`insert into escalation (clock_id, generation, step, kind, due_at, fired_at)
      select n, 1, 0, 'breach', ${longAgo}, ${longAgo} from ${numbers} where n % 20 = 0`,
    sql`insert into alert (escalation_id, ticket_id, kind, recipient, outbox_id)
      select n / 20, n, 'breach', 'lead@desk.example', n from ${numbers} where n % 20 = 0`,
    sql`insert into webhook_delivery (webhook, event, escalation_id, ticket_id, payload, state, next_at, delivered_at)
      select 'chat', 'alert.breach', n / 20, n, convert_to(repeat('{}', 250), 'UTF8'), 'delivered', null, ${longAgo} from ${numbers} where n % 20 = 0`,
  ];
}
