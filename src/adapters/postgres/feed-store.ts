import { type Kysely, sql } from "kysely";
import { FEED_TYPES, type FeedRow, type FeedType } from "../../domain/feed/feed-event.ts";
import type { FeedFilter, FeedMark, FeedStore } from "../../usecases/ports/feed-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

/** Whoever gives positions holds it. */
const FEED_LOCK = 7_310_045;
const PLACED_AT_ONCE = 1_000;

export function createFeedStore(db: Kysely<Schema>): FeedStore {
  return {
    async advance() {
      const { isBehind, ...mark } = await readMark(db);
      if (!isBehind) return mark;
      while ((await placeSome(db)) === PLACED_AT_ONCE);
      const { isBehind: _, ...reached } = await readMark(db);
      return reached;
    },

    async list({ after, through, limit }, { types = FEED_TYPES, ticketId }: FeedFilter) {
      const wanted = db
        .selectFrom("feed_event")
        .leftJoin("ticket", "ticket.id", "feed_event.ticket_id")
        .select(["position", "at", "type", "ticket.ref", "subject_id", "word", "kind"])
        .where("position", ">", after)
        .where("position", "<=", through)
        // Also of what a newer version, beside this one on the same database, has to tell.
        .where("type", "in", [...types])
        .$if(ticketId !== undefined, (some) => some.where("ticket_id", "=", ticketId ?? 0))
        .orderBy("position")
        .limit(limit);
      // One statement sees both as they were at one moment. Where nothing is wanted it gives a row all the same.
      const found = await db
        .selectFrom("feed_dropped")
        .leftJoin(wanted.as("wanted"), (join) => join.onTrue())
        .selectAll("wanted")
        .select("through")
        .orderBy("wanted.position")
        .execute();
      return { rows: found.flatMap(toRow), droppedThrough: found[0]?.through ?? 0 };
    },

    async dropBefore(at, limit) {
      // The oldest are looked at, however many there are; what nobody was told of yet stays.
      const result = await sql<{ dropped: number }>`
        with oldest as (select position, at from feed_event where position is not null order by position limit ${limit}),
          gone as (delete from feed_event where position in (select position from oldest where at < ${toColumn(at)}) returning position),
          noted as (update feed_dropped set through = greatest(through, (select max(position) from gone)) where exists (select from gone))
        select count(*) as dropped from gone`.execute(db);
      return result.rows[0]?.dropped ?? 0;
    },
  };
}

interface ListedRow {
  position: number | null;
  at: Date | null;
  type: string | null;
  ref: string | null;
  subject_id: number | null;
  word: string | null;
  kind: string | null;
}

function toRow({ position, at, type, ref, subject_id, word, kind }: ListedRow): FeedRow[] {
  if (position === null || at === null) return [];
  return [{ position, at: fromColumn(at), type: type as FeedType, ticket: ref, subjectId: subject_id, word, kind }];
}

async function readMark(db: Kysely<Schema>): Promise<FeedMark & { isBehind: boolean }> {
  const result = await sql<FeedMark & { isBehind: boolean }>`
    select (select coalesce(max(floor(extract(epoch from restored_at) * 1000)), 0)::bigint from restoration) as generation,
      through as "droppedThrough",
      greatest(through, (select max(position) from feed_event)) as newest,
      exists (select from feed_event where position is null) as "isBehind"
    from feed_dropped`.execute(db);
  const [mark] = result.rows;
  if (mark === undefined) throw new Error("feed_dropped has no row");
  return mark;
}

/**
 * Two statements: the second sees what was committed before it had the lock, and with that the positions that others gave. The lock is held
 * until the commit, so that positions become visible in their order. Materialised: a join may read it once for each row that it finds, and then
 * positions would follow the places of rows in the table.
 */
function placeSome(db: Kysely<Schema>): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${FEED_LOCK})`.execute(transaction);
    const result = await sql`
      with found as materialized (select id from feed_event where position is null order by id limit ${PLACED_AT_ONCE}),
        placed as materialized (select id, nextval('feed_position') as position from found)
      update feed_event set position = placed.position from placed
      where feed_event.id = placed.id and feed_event.position is null`.execute(transaction);
    return Number(result.numAffectedRows ?? 0);
  });
}
