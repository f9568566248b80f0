import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import type { MadeClock } from "./made-histories.ts";

/** So many tickets with a clock each, the made ones over and over, every one with events of its own. */
export async function storeClocks(db: Kysely<Schema>, made: readonly MadeClock[], count: number): Promise<void> {
  await sql`create table made_clock (n integer primary key, row jsonb, events jsonb)`.execute(db);
  for (let from = 0; from < made.length; from += 1_000) {
    const some = made.slice(from, from + 1_000).map((clock, index) => ({
      n: from + index,
      row: { ...clock.projection, startedAt: clock.startedAt },
      events: clock.events,
    }));
    await sql`insert into made_clock select n, "row", events
      from jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as one (n integer, "row" jsonb, events jsonb)`.execute(
      db,
    );
  }
  await sql`insert into requester (address, name)
    select 'requester' || n || '@north.example', 'Requester' from generate_series(0, 999) n
    on conflict do nothing`.execute(db);
  // In slices, since a statement may take no longer than a minute.
  for (let from = 0; from < count; from += 50_000) {
    await storeSlice(db, from, Math.min(count, from + 50_000), made.length);
  }
  await sql`drop table made_clock`.execute(db);
  await sql`vacuum (analyze) ticket, sla_clock, clock_event`.execute(db);
}

async function storeSlice(db: Kysely<Schema>, from: number, to: number, made: number): Promise<void> {
  const at = (key: string) => sql`to_timestamp((made."row"->>${sql.lit(key)})::numeric / 1000)`;
  await sql`
    with ticket as (
      insert into ticket (ref, subject, state, level, requester_id, organisation, coverage, language, opened_at)
      select 'SV-' || gen_random_uuid(), 'Question ' || series.n,
        case when made."row"->>'metAt' is null then 'open' else 'closed' end,
        made."row"->>'level', requester.id, 'org' || series.n % 50, 'included', 'da', ${at("startedAt")}
      from generate_series(${from}::integer, ${to - 1}::integer) as series (n)
        join made_clock made on made.n = series.n % ${made}::integer
        join requester on requester.address = 'requester' || series.n % 1000 || '@north.example'
      returning id),
    numbered as (select id, row_number() over (order by id) - 1 + ${from}::integer as n from ticket),
    clock as (
      insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes,
        deadline_at, elapsed_ms, met_at, breached_at, pause_reason, next_wake_at, generation)
      select numbered.id, 'first_response', made."row"->>'level', made."row"->>'calendar',
        (made."row"->>'deskVersionId')::integer, made."row"->>'state', ${at("startedAt")},
        (made."row"->>'targetMinutes')::integer, ${at("deadlineAt")}, (made."row"->>'elapsedMs')::bigint,
        ${at("metAt")}, ${at("breachedAt")}, made."row"->>'pauseReason', ${at("nextWakeAt")},
        (made."row"->>'generation')::integer
      from numbered join made_clock made on made.n = numbered.n % ${made}::integer
      returning id, ticket_id)
    insert into clock_event (clock_id, at, type, data)
    select clock.id, to_timestamp((event->>'at')::numeric / 1000), event->>'type', event->'data'
    from clock join numbered on numbered.id = clock.ticket_id
      join made_clock made on made.n = numbered.n % ${made}::integer,
      jsonb_array_elements(made.events) with ordinality as one (event, place)
    order by clock.id, place`.execute(db);
}
