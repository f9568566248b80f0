import { type Kysely, type RawBuilder, sql } from "kysely";
import type { RetentionClass } from "../../../domain/privacy/retention.ts";
import type { RetentionStore } from "../../../usecases/ports/retention-store.ts";
import type { Schema } from "../schema.ts";
import { forgetTickets } from "./erase-tickets.ts";
import { forgetInbound } from "./forget-inbound.ts";
import { openDoor } from "./open-door.ts";

const NOBODY = "retention@erased.invalid";
const ENDED = sql`('sent', 'failed', 'cancelled')`;

/** The ids of a class that are older than `before`. Nothing of an open ticket, of one that ended later, or of one that is held. */
const AGED: Readonly<Record<RetentionClass, (before: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  rawMail: (before) => sql`
    select inbound_email.id from inbound_email join raw_mail using (sha256)
      join filing on inbound_email_id = inbound_email.id join ticket on ticket.id = filing.ticket_id
    where bytes <> '' and ${endedBefore(before)} and ${nobodyNeeds(before)}`,
  closedTickets: (before) => sql`select ticket.id from ticket where erased_at is null and ${endedBefore(before)}`,
  quarantine: (before) => sql`
    select inbound_email.id from inbound_email
    where inbound_email.state = 'quarantined' and accepted_at < ${before} and ${senderFree}`,
  automaticMail: (before) => sql`
    select inbound_email.id from inbound_email join raw_mail using (sha256) join filing on inbound_email_id = inbound_email.id
    where bytes <> '' and decision = 'recorded' and filing.ticket_id is null and accepted_at < ${before} and ${senderFree}
      and ${nobodyNeeds(before)}`,
  sentMail: (before) => sql`
    select outbox.id from outbox left join ticket on ticket.id = outbox.ticket_id
    where bytes <> '' and outbox.state in ${ENDED} and created_at < ${before} and (ticket.id is null or ${endedBefore(before)})`,
  webhooks: (before) => sql`
    select webhook_delivery.id from webhook_delivery left join ticket on ticket.id = webhook_delivery.ticket_id
    where payload <> '' and webhook_delivery.state in ('delivered', 'dead') and created_at < ${before} and (ticket.id is null or ${endedBefore(before)})`,
};

function endedBefore(before: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`ticket.state in ('resolved', 'closed') and coalesce(ticket.closed_at, ticket.resolved_at) < ${before}
    and ticket.id not in (select held_tickets())`;
}

/** The same bytes may have come to another mailbox as well, and be on a ticket there. */
function nobodyNeeds(before: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`not exists (
    select from mailbox join inbound_email as twin on twin.mailbox_id = mailbox.id and twin.sha256 = inbound_email.sha256
      left join filing as of_twin on of_twin.inbound_email_id = twin.id left join ticket on ticket.id = of_twin.ticket_id
    where twin.id <> inbound_email.id and (twin.state = 'accepted' or ticket.id is not null and not (${endedBefore(before)})))`;
}

const senderFree = sql`not exists (select from legal_hold where released_at is null and address = lower(sender_address))`;

export function createRetentionStore(db: Kysely<Schema>): RetentionStore {
  const before = (days: number) => sql`(select desk_now() - make_interval(days => ${days}))`;
  return {
    async count(name, days) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from (${AGED[name](before(days))}) as aged`.execute(db);
      return rows[0]?.count ?? 0;
    },

    async forget(name, days, limit) {
      await openDoor(db);
      const { rows } = await sql<{ id: number }>`
        select id from (${AGED[name](before(days))}) as aged order by id limit ${limit}`.execute(db);
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) await FORGET[name](db, ids);
      return ids.length;
    },
  };
}

const ofMails = (db: Kysely<Schema>, ids: number[]) => forgetInbound(db, sql`select unnest(${ids}::bigint[])`);

const FORGET: Readonly<Record<RetentionClass, (db: Kysely<Schema>, ids: number[]) => Promise<void>>> = {
  // The words stay on the ticket, as long as that does.
  rawMail: async (db, ids) => {
    await sql`
      update raw_mail set bytes = '' where sha256 in (select sha256 from inbound_email where id = any(${ids}::bigint[]))`.execute(
      db,
    );
  },
  closedTickets: forgetAgedTickets,
  quarantine: ofMails,
  automaticMail: ofMails,
  sentMail: async (db, ids) => {
    await sql`update outbox set bytes = '' where id = any(${ids}::bigint[])`.execute(db);
  },
  webhooks: async (db, ids) => {
    await sql`update webhook_delivery set payload = '' where id = any(${ids}::bigint[])`.execute(db);
  },
};

/** A requester whose last ticket goes is nobody any more, either. */
async function forgetAgedTickets(db: Kysely<Schema>, ids: number[]): Promise<void> {
  // Somebody may have written again since they were looked for.
  const { rows } = await sql<{ id: number }>`
    select id from ticket where id = any(${ids}::bigint[]) and state in ('resolved', 'closed') for no key update`.execute(
    db,
  );
  const locked = rows.map(({ id }) => id);
  await forgetTickets(db, locked, NOBODY);
  const nobody = await sql<{ id: number }>`
    insert into requester (address) values (${NOBODY}) on conflict (address) do update set name = '' returning id`.execute(
    db,
  );
  const left = await sql<{ requester_id: number }>`
    update ticket set requester_id = ${nobody.rows[0]?.id} from ticket as former
    where ticket.id = former.id and ticket.id = any(${locked}::bigint[]) returning former.requester_id`.execute(db);
  await sql`
    delete from requester where id = any(${left.rows.map((row) => row.requester_id)}::bigint[])
      and not exists (select from ticket where requester_id = requester.id)`.execute(db);
}
