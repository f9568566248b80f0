import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockKind } from "../../usecases/ports/clock-store.ts";
import type { CountedPromises, ReportedPromises, ReportStore } from "../../usecases/ports/report-store.ts";
import { toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

interface CountedRow {
  section: CountedPromises["section"];
  kind: ClockKind;
  organisation: string | null;
  level: string | null;
  kept: number;
  late: number;
  unanswered: number;
  open: number;
  cancelled: number;
  revoked: number;
  median: number | null;
  ninetieth: number | null;
}

/** What reports count, over sla_clock as it is folded. */
export function createReportStore(db: Kysely<Schema>): ReportStore {
  return {
    countPromises: async (reported, now) => (await countings(reported, now).execute(db)).rows.map(toCounted),
    listReported: async (reported, afterId, limit) => {
      let query = db
        .selectFrom("sla_clock")
        .innerJoin("ticket", "ticket.id", "sla_clock.ticket_id")
        .select(["sla_clock.id", "sla_clock.kind", "sla_clock.level", "ticket.organisation"])
        .where("sla_clock.started_at", ">=", toColumn(reported.from))
        .where("sla_clock.started_at", "<", toColumn(reported.to))
        .where("sla_clock.id", ">", afterId)
        .orderBy("sla_clock.id")
        .limit(limit);
      if (reported.organisation !== null) query = query.where("ticket.organisation", "=", reported.organisation);
      if (reported.paused) query = query.where(EVER_PAUSED);
      return await query.execute();
    },
  };
}

const EVER_REVOKED = sql<boolean>`exists (
  select from clock_event e where e.clock_id = sla_clock.id and e.type = 'revoke')`;

// "offset 0" keeps it a look-up for each clock. As a join, every page walks the events of all clocks there ever were.
const EVER_PAUSED = sql<boolean>`exists (
  select from clock_event e where e.clock_id = sla_clock.id and e.type = 'pause' offset 0)`;

// A deadline that has passed is a breach also in the seconds before it fires.
function countings({ from, to, organisation }: ReportedPromises, now: Instant): RawBuilder<CountedRow> {
  const only = organisation === null ? sql`` : sql`and ticket.organisation = ${organisation}`;
  return sql<CountedRow>`
    with promise as (
      select ticket.organisation, sla_clock.level, sla_clock.kind, met_at is not null as answered, elapsed_ms,
        breached_at is not null or (sla_clock.state = 'running' and met_at is null and deadline_at < ${toColumn(now)}) as broken,
        sla_clock.state = 'cancelled' as cancelled, ${EVER_REVOKED} as revoked
      from sla_clock join ticket on ticket.id = sla_clock.ticket_id
      where sla_clock.started_at >= ${toColumn(from)} and sla_clock.started_at < ${toColumn(to)} ${only}
    )
    select
      case grouping(organisation, level) when 0 then 'detail' when 1 then 'organisation' when 2 then 'level' else 'total' end as section,
      kind, organisation, level,
      count(*) filter (where not broken and not cancelled and answered) as kept,
      count(*) filter (where broken and answered) as late,
      count(*) filter (where broken and not answered) as unanswered,
      count(*) filter (where not broken and not cancelled and not answered) as open,
      count(*) filter (where not broken and cancelled) as cancelled,
      count(*) filter (where revoked) as revoked,
      percentile_disc(0.5) within group (order by elapsed_ms) filter (where answered) as median,
      percentile_disc(0.9) within group (order by elapsed_ms) filter (where answered) as ninetieth
    from promise
    group by grouping sets ((kind), (kind, level), (kind, organisation), (kind, organisation, level))`;
}

function toCounted(row: CountedRow): CountedPromises {
  const { section, kind, organisation, level, revoked, median, ninetieth, ...outcomes } = row;
  const answeredInMs = median === null || ninetieth === null ? null : { median, ninetieth };
  return { section, kind, organisation, level, outcomes, revoked, answeredInMs };
}
