import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DeliveryListing, WebhookDelivery, WebhookStore } from "../../usecases/ports/webhook-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

export function createWebhookStore(db: Kysely<Schema>): WebhookStore {
  return { ...deliveries(db), ...receivers(db) };
}

type Deliveries = Pick<
  WebhookStore,
  "insert" | "claim" | "recordOutcome" | "giveUp" | "replay" | "list" | "find" | "count"
>;

function deliveries(db: Kysely<Schema>): Deliveries {
  return {
    async insert({ webhook, event, escalationId, ticketId, payload }) {
      await db
        .insertInto("webhook_delivery")
        .values({ webhook, event, escalation_id: escalationId, ticket_id: ticketId, payload: Buffer.from(payload) })
        .onConflict((conflict) => conflict.columns(["escalation_id", "webhook"]).doNothing())
        .execute();
    },

    claim: async (webhooks, leaseSeconds) => (await claim(db, webhooks, leaseSeconds))[0] ?? null,

    async recordOutcome(id, epoch, { state, nextAt, lastError }) {
      const result = await sql`
        update webhook_delivery set
          state = ${state}, next_at = ${toColumn(nextAt)}, last_error = ${storable(lastError)},
          delivered_at = case when ${state} = 'delivered' then desk_now() else delivered_at end
        where id = ${id} and epoch = ${epoch} and state = 'sending'`.execute(db);
      return result.numAffectedRows === 1n;
    },

    giveUp: (hours, why, limit) =>
      changeDue(
        db,
        sql`select id from webhook_delivery
          where (state in ('queued', 'deferred') or state = 'sending' and next_at <= (select desk_now()))
            and next_at is not null and queued_at < (select desk_now()) - make_interval(hours => ${hours})
          order by id limit ${limit} for update skip locked`,
        sql`state = 'dead', next_at = null, last_error = coalesce(last_error, ${why})`,
      ),

    async replay(id) {
      const result = await sql`
        with replayed as (
          update webhook_delivery set state = 'queued', next_at = desk_now(), queued_at = desk_now(), attempts = 0
          where id = ${id} and state <> 'sending' returning webhook
        ), awake as (
          update webhook set rest_until = null where name in (select webhook from replayed)
        )
        select 1 from replayed`.execute(db);
      return result.rows.length === 1;
    },

    list: (filter) => list(db, filter),
    find: async (id) => (await list(db, { id, limit: 1 }))[0] ?? null,

    async count() {
      const result = await sql<{ state: string; count: number }>`
        select state, count(*) as count from webhook_delivery group by state`.execute(db);
      return Object.fromEntries(result.rows.map(({ state, count }) => [state, count]));
    },
  };
}

type Receivers = Pick<WebhookStore, "recordSuccess" | "recordFailure" | "rest" | "mayTell">;

function receivers(db: Kysely<Schema>): Receivers {
  return {
    async recordSuccess(webhook) {
      // Nothing is written in the usual case that it took the one before as well.
      await sql`
        update webhook set failures = 0, rest_until = null, told_at = null
        where name = ${webhook} and (failures > 0 or rest_until is not null or told_at is not null)`.execute(db);
    },

    async recordFailure(webhook) {
      const result = await sql<{ failures: number }>`
        insert into webhook (name, failures) values (${webhook}, 1)
        on conflict (name) do update set failures = webhook.failures + 1 returning failures`.execute(db);
      return result.rows[0]?.failures ?? 1;
    },

    async rest(webhook, until) {
      await sql`update webhook set rest_until = ${toColumn(until)} where name = ${webhook}`.execute(db);
    },

    async mayTell(webhook) {
      const result = await sql`
        insert into webhook (name, told_at) values (${webhook}, desk_now())
        on conflict (name) do update set told_at = desk_now() where webhook.told_at is null
        returning name`.execute(db);
      return result.rows.length === 1;
    },
  };
}

function claim(db: Kysely<Schema>, webhooks: readonly string[], leaseSeconds: number): Promise<WebhookDelivery[]> {
  return changeDue(
    db,
    sql`select d.id from webhook_delivery d
      where d.state in ('queued', 'deferred', 'sending') and d.next_at <= (select desk_now()) and d.webhook = any(${webhooks})
        and not exists (select from webhook w where w.name = d.webhook and w.rest_until > (select desk_now()))
      order by d.next_at, d.id limit 1 for update of d skip locked`,
    sql`state = 'sending', attempts = attempts + 1, epoch = epoch + 1,
      next_at = desk_now() + make_interval(secs => ${leaseSeconds})`,
  );
}

interface DeliveryRow {
  id: number;
  webhook_id: string;
  webhook: string;
  event: string;
  ticket: string | null;
  payload: Uint8Array;
  attempts: number;
  epoch: number;
  last_error: string | null;
}

async function changeDue(
  db: Kysely<Schema>,
  due: RawBuilder<unknown>,
  change: RawBuilder<unknown>,
): Promise<WebhookDelivery[]> {
  const result = await sql<DeliveryRow>`
    with due as (${due})
    update webhook_delivery d set ${change} from due where d.id = due.id
    returning d.id, d.webhook_id, d.webhook, d.event, d.payload, d.attempts, d.epoch, d.last_error,
      (select ref from ticket where ticket.id = d.ticket_id) as ticket`.execute(db);
  return result.rows.map(({ webhook_id: webhookId, ticket: ticketRef, last_error: lastError, ...row }) => {
    return { ...row, webhookId, ticketRef, lastError };
  });
}

async function list(
  db: Kysely<Schema>,
  { state, limit, beforeId, id }: Parameters<WebhookStore["list"]>[0] & { id?: number },
): Promise<DeliveryListing[]> {
  let query = db
    .selectFrom("webhook_delivery as d")
    .leftJoin("ticket", "ticket.id", "d.ticket_id")
    .select(["d.id", "d.webhook_id", "d.webhook", "d.event", "d.state", "d.attempts", "ticket.ref"])
    .select(["d.created_at", "d.delivered_at", "d.next_at", "d.last_error"])
    .orderBy("d.id", "desc")
    .limit(limit);
  // As a literal: see `conditionsOf` of the outbox.
  if (state !== undefined) query = query.where(sql<boolean>`d.state = ${sql.lit(state)}`);
  if (beforeId !== undefined) query = query.where("d.id", "<", beforeId);
  if (id !== undefined) query = query.where("d.id", "=", id);
  return (await query.execute()).map((row) => ({
    id: row.id,
    webhookId: row.webhook_id,
    webhook: row.webhook,
    event: row.event,
    ticket: row.ref,
    state: row.state,
    attempts: row.attempts,
    createdAt: fromColumn(row.created_at),
    deliveredAt: fromColumn(row.delivered_at),
    nextAt: fromColumn(row.next_at),
    lastError: row.last_error,
  }));
}
