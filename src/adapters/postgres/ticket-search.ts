import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { TicketFilter } from "../../usecases/ports/ticket-store.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

/** Among so many of the newest a frequent word fills a page, and they are read in a few milliseconds. */
const NEWEST = 5_000;

type Ids = SelectQueryBuilder<Schema, "ticket", { id: number }>;

/** The ids of tickets that the filter lets through, whatever their words, newest first. */
export function filteredIds(db: Kysely<Schema>, filter: Omit<TicketFilter, "q">): Ids {
  return narrowed(db.selectFrom("ticket").select("ticket.id"), filter).orderBy("ticket.id", "desc").limit(filter.limit);
}

/**
 * The ids of tickets that hold all the words, newest first. No single way serves frequent and rare words alike: walking from the
 * newest finds a rare one after all tickets, the index of words finds a frequent one a million times. So the newest are walked
 * first, and only where they do not fill the page the index is asked: the word is rare then.
 */
export async function searchTicketIds(db: Kysely<Schema>, filter: TicketFilter & { q: string }): Promise<number[]> {
  const words = await wordsAskedFor(db, filter.q);
  if (words === null) return [];
  const newest = filteredIds(db, { ...filter, limit: NEWEST });
  const walked = await sql<{ id: number | null; walked: number; last: number | null }>`
    with newest as materialized (${newest}),
    found as (
      select newest.id from newest join ticket_search on ticket_search.ticket_id = newest.id
      where ticket_search.words @@ ${words}::tsquery ${sideBySide(filter)} order by newest.id desc limit ${filter.limit})
    select found.id, seen.walked, seen.last
    from (select count(*) as walked, min(id) as last from newest) seen left join found on true`.execute(db);
  const found = walked.rows.flatMap(({ id }) => id ?? []);
  const { walked: seen = 0, last = null } = walked.rows[0] ?? {};
  if (found.length === filter.limit || seen < NEWEST || last === null) return found;
  return [...found, ...(await askIndex(db, words, { ...filter, limit: filter.limit - found.length, beforeId: last }))];
}

/**
 * Where nothing else is asked for, the newest lie side by side: told so, the server walks both tables together in place of looking up each of
 * them. With a filter they may lie far apart, and it would walk all that is between.
 */
function sideBySide({ state, level, organisation, agent }: TicketFilter): RawBuilder<unknown> {
  const isNarrowed = state || level || organisation || agent;
  if (isNarrowed) return sql``;
  return sql`and ticket_search.ticket_id between (select min(id) from newest) and (select max(id) from newest)`;
}

/** Folded once: in a plan that is kept for any words it would be done for each of the tickets that are walked. Null: no word at all. */
async function wordsAskedFor(db: Kysely<Schema>, q: string): Promise<string | null> {
  const asked = await sql<{ words: string | null }>`select words_asked_for(${storable(q)})::text as words`.execute(db);
  return asked.rows[0]?.words ?? null;
}

async function askIndex(db: Kysely<Schema>, words: string, filter: TicketFilter): Promise<number[]> {
  // As an array they are looked up one by one; joined, a million tickets were walked for the few that the planner took for many.
  const held = sql<number>`any(array(select ticket_id from ticket_search where words @@ ${words}::tsquery))`;
  const rows = await filteredIds(db, filter).where("ticket.id", "=", held).execute();
  return rows.map(({ id }) => id);
}

function narrowed(ids: Ids, filter: TicketFilter): Ids {
  let query = ids;
  if (filter.state) query = query.where("ticket.state", "=", filter.state);
  if (filter.level) query = query.where("ticket.level", "=", filter.level);
  if (filter.organisation) query = query.where("ticket.organisation", "=", filter.organisation);
  if (filter.agent) query = query.where("ticket.agent", "=", filter.agent);
  if (filter.beforeId !== undefined) query = query.where("ticket.id", "<", filter.beforeId);
  return query;
}
