import { type Insertable, type Kysely, sql } from "kysely";
import type { NewOutboxMail, OutboxOutcome, OutboxStore } from "../../usecases/ports/outbox-store.ts";
import { type Tracer, UNTRACED } from "../../usecases/ports/tracer.ts";
import { claimMail } from "./claim-mail.ts";
import { WHY_DOUBTED } from "./doubted-mail.ts";
import { toColumn } from "./instant-column.ts";
import { listOutbox } from "./outbox-listing.ts";
import { type OutboxRow, outboxColumns, toOutboxMail } from "./outbox-rows.ts";
import { countAnswers, lockOwedAnswers } from "./owed-answers.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

export function createOutboxStore(db: Kysely<Schema>, tracer: Pick<Tracer, "current"> = UNTRACED): OutboxStore {
  return {
    async nextId() {
      const result = await sql<{ id: number }>`
        select nextval(pg_get_serial_sequence('outbox', 'id')) as id`.execute(db);
      return result.rows[0]?.id ?? 0;
    },

    insert: (mail) => insert(db, mail, tracer.current()),
    claim: (leaseSeconds, closed) => claimMail(db, leaseSeconds, closed),

    async renewLease(id, epoch, seconds) {
      const result = await sql`
        update outbox set lease_until = desk_now() + make_interval(secs => ${seconds})
        where id = ${id} and epoch = ${epoch} and state = 'sending'`.execute(db);
      return result.numAffectedRows === 1n;
    },

    async recordCommitPending(id, epoch, refusals, route) {
      const result = await sql`
        update outbox set phase = 'commit_pending', committing_at = desk_now(), route = ${route ?? null},
          refusals = refusals || ${JSON.stringify(refusals)}::jsonb
        where id = ${id} and epoch = ${epoch} and state = 'sending' and lease_until > desk_now()`.execute(db);
      return result.numAffectedRows === 1n;
    },

    recordOutcome: (id, epoch, outcome) =>
      recordOutcome(db, id, ownedBy(epoch, outcome), { ...outcome, keepsBounces: true }),

    async lockAbandoned(limit) {
      const result = await sql<OutboxRow>`
        select ${outboxColumns} from outbox o
        where o.state = 'sending' and o.lease_until < (select desk_now())
        order by o.id limit ${limit} for update of o skip locked`.execute(db);
      return result.rows.map(toOutboxMail);
    },

    lockOwedAnswers: (withinDays, limit) => lockOwedAnswers(db, withinDays, limit),
    countAnswers: (namedOwed) => countAnswers(db, namedOwed),

    async lockToResolve(id) {
      const result = await sql<OutboxRow>`
        select ${outboxColumns} from outbox o
        where o.id = ${id} and o.state not in ('sending', 'sent', 'cancelled') for update of o`.execute(db);
      return result.rows[0] === undefined ? null : toOutboxMail(result.rows[0]);
    },

    async resolve(id, outcome) {
      await recordOutcome(db, id, sql`true`, { ...outcome, keepsBounces: false });
      await sql`update outbox set bound_route = null where id = ${id}`.execute(db);
    },

    async listUncertain(withinHours, limit) {
      const result = await sql<{ id: number; messageId: string }>`
        select id, message_id as "messageId" from outbox
        where not evidence_void and (
          state = 'uncertain' and committing_at is not null and (
            committing_at > (select desk_now()) - make_interval(hours => ${withinHours})
            or exists (select from restoration where restored_at > (select desk_now()) - make_interval(hours => ${withinHours})))
          or state = 'deferred' and bound_route is not null)
        order by next_at nulls last, id desc limit ${limit}`.execute(db);
      return result.rows;
    },

    async releaseRoutes(ids, minutes) {
      await sql`update outbox set bound_route = null
        where id = any(${[...ids]}::bigint[]) and state in ('uncertain', 'deferred') and committing_at < desk_now() - make_interval(mins => ${minutes})`.execute(
        db,
      );
    },

    async recordEvidence(id, evidence) {
      await sql`update outbox set evidence = ${evidence} where id = ${id}`.execute(db);
    },

    async oweFailures(id, addresses) {
      await sql`update outbox set owed_failures = coalesce(owed_failures, '{}') || ${[...addresses]}::text[]
        where id = ${id}`.execute(db);
    },

    async takeOwedFailures(limit) {
      const result = await sql<OutboxRow & { owed: string[] }>`
        with owing as (
          select id, owed_failures as owed from outbox where owed_failures is not null
          order by id limit ${limit} for update skip locked
        )
        update outbox o set owed_failures = null from owing where o.id = owing.id
        returning ${outboxColumns}, owing.owed`.execute(db);
      return result.rows.map((row) => ({ mail: toOutboxMail(row), addresses: row.owed }));
    },

    async find(id) {
      const result = await sql<OutboxRow>`select ${outboxColumns} from outbox o where o.id = ${id}`.execute(db);
      return result.rows[0] === undefined ? null : toOutboxMail(result.rows[0]);
    },

    list: (filter) => listOutbox(db, filter),

    async count() {
      const result = await sql<{ state: string; count: number }>`
        select state, count(*) as count from outbox group by state`.execute(db);
      return Object.fromEntries(result.rows.map(({ state, count }) => [state, count]));
    },

    recordBounce: (id, address, reply) => recordBounce(db, id, address, reply),

    async recordDelivered(id, address, at) {
      await sql`update outbox_recipient set delivered_at = ${toColumn(at)}
        where outbox_id = ${id} and lower(address) = ${address.toLowerCase()}
          and delivered_at is null and state <> 'failed'`.execute(db);
    },
  };
}

// One statement for the mail and its recipients: a round trip is most of what queueing costs.
async function insert(db: Kysely<Schema>, mail: NewOutboxMail, traceParent: string | null): Promise<void> {
  await db
    .with("mail", (query) =>
      query
        .insertInto("outbox")
        .values({
          id: mail.id,
          ticket_id: mail.ticketId,
          message_row_id: mail.messageRowId,
          class: mail.class,
          mailbox_id: mail.mailboxId,
          message_id: mail.messageId,
          envelope_from: mail.envelopeFrom,
          bytes: Buffer.from(mail.bytes),
          trace_parent: traceParent,
          ...restingState(mail),
        })
        .returning("id"),
    )
    .insertInto("outbox_recipient")
    .values(mail.recipients.map(({ address, role }) => ({ outbox_id: mail.id, address, role })))
    .execute();
}

function restingState({
  isDoubted,
  notBefore,
}: NewOutboxMail): Partial<Pick<Insertable<Schema["outbox"]>, "state" | "next_at" | "last_error">> {
  if (isDoubted) return { state: "uncertain", next_at: null, last_error: WHY_DOUBTED };
  return notBefore === null ? {} : { state: "held", next_at: toColumn(notBefore) };
}

// A sender that lost its lease after the final dot left the mail `uncertain`: what it hears after all is worth more.
function ownedBy(epoch: number, { state }: OutboxOutcome): ReturnType<typeof sql> {
  return sql`epoch = ${epoch} and (state = 'sending' or state = 'uncertain' and ${state} <> 'uncertain')`;
}

async function recordOutcome(
  db: Kysely<Schema>,
  id: number,
  fence: ReturnType<typeof sql>,
  outcome: OutboxOutcome & { keepsBounces: boolean },
): Promise<boolean> {
  const result = await sql`
    update outbox set
      state = ${outcome.state}, next_at = ${toColumn(outcome.nextAt)}, last_error = ${outcome.lastError},
      sent_at = coalesce(sent_at, ${toColumn(outcome.sentAt)}), lease_until = null,
      evidence_void = evidence_void or ${outcome.isPartlyTaken ?? false},
      bound_route = case when ${outcome.state} = 'uncertain' then route else bound_route end,
      phase = case when ${outcome.state} in ('sent', 'failed') then 'answered' else phase end
    where id = ${id} and ${fence}`.execute(db);
  if (result.numAffectedRows !== 1n) return false;
  // A report may overtake the sender's own word that the server took it: then the report stands.
  const bounced = sql`(${outcome.keepsBounces} and r.state = 'failed' and given.state = 'sent')`;
  await sql`
    update outbox_recipient r set state = case when ${bounced} then r.state else given.state end,
      reply = case when ${bounced} then r.reply else given.reply end,
      sent_at = coalesce(r.sent_at, case when given.state = 'sent' then ${toColumn(outcome.sentAt)}::timestamptz end)
    from jsonb_to_recordset(${JSON.stringify(outcome.recipients)}::jsonb) as given(address text, state text, reply text)
    where r.outbox_id = ${id} and r.address = given.address
      and (r.state, r.reply) is distinct from (given.state, given.reply)`.execute(db);
  return true;
}

async function recordBounce(db: Kysely<Schema>, id: number, address: string, reply: string): Promise<void> {
  await sql`update outbox_recipient set state = 'failed', reply = ${storable(reply)}, delivered_at = null
        where outbox_id = ${id} and lower(address) = ${address.toLowerCase()}`.execute(db);
  await sql`update outbox o set state = 'failed', next_at = null, phase = 'answered'
        where o.id = ${id} and o.state in ('uncertain', 'deferred') and not exists (
          select from outbox_recipient r where r.outbox_id = o.id and r.state in ('queued', 'deferred', 'sent'))`.execute(
    db,
  );
}
