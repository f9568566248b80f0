import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { madeMails } from "../../test/support/ordinary-mails.ts";
import { waitUntil } from "../support/wait-until.ts";
import { countFiled, filingRate, type Stage } from "./stage.ts";

const NAMES = ["growth0", "growth1", "growth2"] as const;

/** The mailboxes that growth needs, whatever its sizes. */
export const GROWTH_NAMES: readonly string[] = NAMES;

/** The rate of intake on desks that hold this many tickets already; the slowest against the fastest. */
export async function benchGrowth(stage: Stage, mails: number, sizes: readonly number[]): Promise<object> {
  const rates: Record<string, number> = {};
  for (const [index, tickets] of sizes.slice(0, NAMES.length).entries()) {
    const desk = await stage.openDesk(NAMES[index] ?? "");
    await fillWithTickets(desk.database, tickets);
    stage.dovecot.appendMany(desk.address, madeMails(mails));
    await desk.process.start();
    await waitUntil(async () => (await countFiled(desk)) >= tickets + mails, 500);
    rates[tickets] = await filingRate(desk, tickets);
    await desk.process.stop();
  }
  const values = Object.values(rates);
  return { mails, mailsASecondAt: rates, factor: round(Math.max(...values) / Math.min(...values)) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Tickets as they are after years: each with its mail, message, history, met clock and sent acknowledgement. */
async function fillWithTickets(db: Kysely<Schema>, count: number): Promise<void> {
  const numbers = sql`generate_series(1, ${count}::bigint) as n`;
  const longAgo = sql`now() - interval '1 year' + n * interval '1 second'`;
  const statements = [
    sql`insert into mailbox (name) values ('support') on conflict do nothing`,
    sql`insert into desk_version (hash, document) values ('before', '{}')`,
    sql`insert into requester (address, name) select 'old' || n || '@south.example', 'Person ' || n from ${numbers}`,
    sql`insert into ticket (ref, subject, state, level, requester_id, mailbox_id, language, opened_at, closed_at)
      select 'OLD-' || n, 'Question ' || n, 'closed', 'C', n, 1, 'en', ${longAgo}, ${longAgo} from ${numbers}`,
    sql`insert into participant (ticket_id, address, state) select n, 'old' || n || '@south.example', 'requester' from ${numbers}`,
    sql`insert into raw_mail (sha256, size, bytes) select md5(n::text), 32, sha256(n::text::bytea) from ${numbers}`,
    sql`insert into inbound_email (mailbox_id, sha256, channel, state, fingerprint, message_id, accepted_at)
      select 1, md5(n::text), 'imap', 'filed', md5('f' || n), '<old-' || n || '@south.example>', ${longAgo} from ${numbers}`,
    sql`insert into sighting (mailbox_id, folder, uidvalidity, uid, inbound_email_id) select 1, 'OLD', 1, n, n from ${numbers}`,
    sql`insert into filing (inbound_email_id, decision, reasons, facts, kind, ticket_id, filed_at)
      select n, 'ticketed', '["new"]', '{"authentic": false}', 'person', n, ${longAgo} from ${numbers}`,
    sql`insert into message (ticket_id, direction, author, from_address, subject, text, message_id, inbound_email_id, sent_at)
      select n, 'inbound', 'requester', 'old' || n || '@south.example', 'Question ' || n, 'Can you help?',
             '<old-' || n || '@south.example>', n, ${longAgo} from ${numbers}`,
    sql`insert into ticket_event (ticket_id, at, type, actor) select n, ${longAgo}, 'opened', 'requester' from ${numbers}`,
    sql`insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes, met_at)
      select n, 'first_response', 'C', 'office', 1, 'met', ${longAgo}, 960, ${longAgo} from ${numbers}`,
    sql`insert into clock_event (clock_id, at, type) select n, ${longAgo}, 'start' from ${numbers}`,
    sql`insert into outbox (ticket_id, class, state, phase, message_id, envelope_from, bytes, sent_at)
      select n, 'acknowledgement', 'sent', 'answered', '<sent-' || n || '@desk.example>', '', '\\x', ${longAgo} from ${numbers}`,
    sql`insert into outbox_recipient (outbox_id, address, role, state)
      select n, 'old' || n || '@south.example', 'requester', 'sent' from ${numbers}`,
    sql`analyze`,
  ];
  await db.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    for (const statement of statements) await statement.execute(connection);
  });
}
