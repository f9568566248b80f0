import { type Kysely, sql } from "kysely";
import { CANARY_LEGS } from "../../domain/canary/canary.ts";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { CLOCK_STATES } from "../../usecases/ports/clock-store.ts";
import { FILING_DECISIONS, INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { JOBS, type JobName } from "../../usecases/ports/job-run-store.ts";
import {
  LATENESS_BOUNDS,
  type Lateness,
  type MeasureStore,
  type Measures,
} from "../../usecases/ports/measure-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { type PoolUse, poolUse } from "./database.ts";
import { type CanaryRow, measuredCanaries, toMeasuredCanary } from "./measured-canaries.ts";
import { type DeferredRow, measuredDeferred, toDeferredMail } from "./measured-deferred.ts";
import type { Schema } from "./schema.ts";

type Counts = Partial<Record<string, number>>;
type Milliseconds = number | null;

interface MeasureRow {
  now: number;
  /** By table and word, as the triggers of the tables keep them. */
  tallies: Partial<Record<string, Counts>>;
  oldest_to_file: Milliseconds;
  oldest_to_send: Milliseconds;
  deferred: DeferredRow[];
  oldest_to_post: Milliseconds;
  oldest_to_fire: Milliseconds;
  clocks_due: number;
  nightly: { name: JobName; at: number; ok: boolean; success: Milliseconds }[];
  mailboxes: {
    name: string;
    last_success: Milliseconds;
    last_error: string | null;
    last_error_code: string | null;
    last_error_at: Milliseconds;
  }[];
  canaries: CanaryRow[];
  heartbeats: { name: string; at: number }[];
  routes: Measures["routes"];
}

// A few hundred rows are added up in no time.
const TALLY_ROWS = 500;
// Enough to know that it is many.
const MOST_DUE = 1000;

/**
 * One statement, so that all figures are of one moment, and none of it grows with what is done. Who asks while it runs gets
 * the same answer: a health check needs no key, and must not be a way to load the database.
 */
export function createMeasureStore(db: Kysely<Schema>): MeasureStore {
  let underWay: Promise<Measures> | null = null;
  return {
    read() {
      underWay ??= readMeasures(db).finally(() => {
        underWay = null;
      });
      return underWay;
    },
    fold: () => foldTallies(db),
  };
}

async function readMeasures(db: Kysely<Schema>): Promise<Measures> {
  const result = await measures.execute(db);
  const row = result.rows[0];
  if (!row) throw new Error("the measures gave no row");
  return toMeasures(row, poolUse(db));
}

const measures = sql<MeasureRow>`
  with time as materialized (select desk_now() as now)
  select
    ${milliseconds("now")} as now,
    (select coalesce(jsonb_object_agg(name, words), '{}') from
      (select name, jsonb_object_agg(word, count) as words from
        (select name, word, sum(change) as count from tally group by name, word) counted group by name) named) as tallies,
    (select ${milliseconds("min(accepted_at)")} from inbound_email where state = 'accepted') as oldest_to_file,
    (select ${milliseconds("min(next_at)")} from outbox
      where state in ('queued', 'deferred', 'held') and next_at < now) as oldest_to_send,
    ${measuredDeferred} as deferred,
    (select ${milliseconds("min(queued_at)")} from webhook_delivery where next_at is not null) as oldest_to_post,
    (select ${milliseconds("min(next_wake_at)")} from sla_clock where next_wake_at < now) as oldest_to_fire,
    (select count(*) from (select from sla_clock where next_wake_at < now limit ${MOST_DUE}) due) as clocks_due,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'name', work.name, 'at', ${milliseconds("last.at")}, 'ok', last.ok, 'success', ${milliseconds("good.at")}) order by work.name), '[]')
      from unnest(${JOBS}::text[]) work (name)
      cross join lateral (select at, ok from job_run where name = work.name order by id desc limit 1) last
      left join lateral (select at from job_run where name = work.name and ok order by id desc limit 1) good on true) as nightly,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'name', name, 'last_success', ${milliseconds("last_success_at")},
        'last_error', last_error, 'last_error_code', last_error_code, 'last_error_at', ${milliseconds("last_error_at")}) order by name), '[]')
      from mailbox) as mailboxes,
    ${measuredCanaries} as canaries,
    (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'at', ${milliseconds("at")}) order by name), '[]')
      from heartbeat) as heartbeats,
    (select coalesce(jsonb_agg(jsonb_build_object('mailbox', m.name, 'name', r.name, 'failures', r.failures)
        order by m.name, r.name), '[]')
      from smtp_route r join mailbox m on m.id = r.mailbox_id) as routes
  from time`;

function milliseconds(expression: string) {
  return sql.raw(`(extract(epoch from ${expression}) * 1000)::bigint`);
}

// One row for each word in place of all its changes. Who folds at the same time finds the rows gone, and adds nothing.
async function foldTallies(db: Kysely<Schema>): Promise<void> {
  await sql`
    with folded as (
      delete from tally where (select count(*) from tally) > ${TALLY_ROWS} returning name, word, change)
    insert into tally (name, word, change)
    select name, word, sum(change) from folded group by name, word`.execute(db);
}

function toMeasures(row: MeasureRow, pool: PoolUse): Measures {
  const { ticket = {}, inbound_email = {}, filing = {}, outbox = {} } = row.tallies;
  const { sla_clock = {}, webhook_delivery = {}, alert = {}, breach = {} } = row.tallies;
  return {
    now: instant(row.now),
    tickets: complete(TICKET_STATES, ticket),
    inbound: complete(INBOUND_STATES, inbound_email),
    filings: complete(FILING_DECISIONS, filing),
    outbox: complete(OUTBOX_STATES, outbox),
    clocks: complete(CLOCK_STATES, sla_clock),
    webhooks: complete(DELIVERY_STATES, webhook_delivery),
    alerts: alert.all ?? 0,
    oldestToFileAt: toInstant(row.oldest_to_file),
    oldestToSendAt: toInstant(row.oldest_to_send),
    deferred: row.deferred.map(toDeferredMail),
    oldestToPostAt: toInstant(row.oldest_to_post),
    oldestToFireAt: toInstant(row.oldest_to_fire),
    clocksDue: row.clocks_due,
    lateness: toLateness(row.tallies, "firing"),
    canaries: row.canaries.map(toMeasuredCanary),
    canaryLegs: Object.fromEntries(
      [...CANARY_LEGS, "whole"].flatMap((leg) =>
        row.tallies[`canary ${leg}`] === undefined ? [] : [[leg, toLateness(row.tallies, `canary ${leg}`)]],
      ),
    ),
    breaches: complete(Object.keys(breach), breach),
    nightly: row.nightly.map(({ name, at, ok, success }) => ({
      name,
      lastAt: instant(at),
      isLastOk: ok,
      lastSuccessAt: toInstant(success),
    })),
    pool,
    ambiguousResends: outbox["ambiguous resends"] ?? 0,
    mailboxes: row.mailboxes.map((mailbox) => ({
      name: mailbox.name,
      lastSuccessAt: toInstant(mailbox.last_success),
      lastError: mailbox.last_error,
      lastErrorCode: mailbox.last_error_code,
      lastErrorAt: toInstant(mailbox.last_error_at),
    })),
    routes: row.routes,
    heartbeats: row.heartbeats.map(({ name, at }) => ({ name, at: instant(at) })),
  };
}

function toLateness(tallies: MeasureRow["tallies"], of: string): Lateness {
  const found = tallies[of] ?? {};
  const counts = [...LATENESS_BOUNDS, "more"].map((bound) => found[bound] ?? 0);
  return { counts, sumSeconds: (tallies[`${of} milliseconds`]?.all ?? 0) / 1000 };
}

function complete<Word extends string>(words: readonly Word[], counts: Counts): Record<Word, number> {
  return Object.fromEntries(words.map((word) => [word, counts[word] ?? 0])) as Record<Word, number>;
}

function toInstant(at: Milliseconds): Instant | null {
  return at === null ? null : instant(at);
}
