import { type Kysely, type SqlBool, sql } from "kysely";
import type { CanaryStore } from "../../usecases/ports/canary-store.ts";
import type { Schema } from "./schema.ts";

/** The inbound emails of canaries: where they lie in their folder, and how they are forgotten once nobody holds them. */
export function folderCanaries(db: Kysely<Schema>) {
  const store: Pick<CanaryStore, "listInFolder" | "listHeld" | "forget"> = {
    async listInFolder({ mailboxId, folder, uidvalidity }, limit) {
      const result = await sql<{ inboundEmailId: number; uid: number | null }>`
        select e.id as "inboundEmailId", s.uid
        from canary_mail m join inbound_email e on e.id = m.inbound_email_id and e.mailbox_id = ${mailboxId}
        left join sighting s on s.inbound_email_id = e.id and s.folder = ${folder} and s.uidvalidity = ${uidvalidity}
        where e.state = 'filed' and e.channel = 'imap'
        order by e.id limit ${limit}`.execute(db);
      return result.rows;
    },

    async listHeld({ mailboxId, folder, uidvalidity }, uids) {
      if (uids.length === 0) return new Set();
      const result = await sql<{ uid: number }>`
        select s.uid from sighting s join inbound_email e on e.id = s.inbound_email_id
        where s.mailbox_id = ${mailboxId} and s.folder = ${folder} and s.uidvalidity = ${uidvalidity}
          and ${sql<SqlBool>`s.uid = any(${uids}::bigint[])`}
          and (exists (select from canary_mail m where m.inbound_email_id = e.id)
            or e.state = 'accepted' and exists (select from canary c where c.mailbox_id = e.mailbox_id and c.ended_at is null))`.execute(
        db,
      );
      return new Set(result.rows.map(({ uid }) => uid));
    },

    forget: (ids) => forget(db, sql`${ids}::bigint[]`),
  };
  return {
    store,
    /** What came by another way than a folder, or into a mailbox that is not read any more. */
    async forgetOutsideMailboxes(read: readonly number[]): Promise<void> {
      await adoptCopies(db);
      const result = await sql<{ id: number }>`
        select e.id from canary_mail m join inbound_email e on e.id = m.inbound_email_id join canary c on c.id = m.canary_id
        where c.ended_at is not null and e.state = 'filed'
          and (e.channel <> 'imap' or e.mailbox_id <> all(${[...read]}::integer[]))`.execute(db);
      await forget(db, sql`${result.rows.map(({ id }) => id)}::bigint[]`);
    },
  };
}

/** A server may deliver a mail twice: the copy, filed as one, goes with it. */
async function adoptCopies(db: Kysely<Schema>): Promise<void> {
  await sql`insert into canary_mail (inbound_email_id, canary_id)
    select f.inbound_email_id, m.canary_id from canary_mail m join filing f on f.duplicate_of = m.inbound_email_id
    on conflict do nothing`.execute(db);
}

/** One statement, so that nobody sees half of it. The bytes go where no other mailbox has the same ones. */
async function forget(db: Kysely<Schema>, ids: ReturnType<typeof sql>): Promise<void> {
  await sql`
    with mails as (select inbound_email_id as id from canary_mail where inbound_email_id = any(${ids})),
    copies as (
      update filing set duplicate_of = null
      where duplicate_of in (select id from mails) and inbound_email_id not in (select id from mails)
    ),
    filings as (delete from filing where inbound_email_id in (select id from mails)),
    sightings as (delete from sighting where inbound_email_id in (select id from mails)),
    gone as (delete from inbound_email where id in (select id from mails) returning id, sha256)
    delete from raw_mail r using gone where r.sha256 = gone.sha256
      and not exists (select from inbound_email e where e.sha256 = r.sha256 and e.id not in (select id from gone))`.execute(
    db,
  );
}
