import { type Kysely, sql } from "kysely";
import type { ClockStore } from "../../usecases/ports/clock-store.ts";
import { anyOf, clockOrNull, toClock } from "./clock-rows.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

// As a scalar subquery it is computed once, so that the index on next_wake_at can answer; the bare volatile call could not.
const now = sql<Date>`(select desk_now())`;

/** What is due, and what has a bell, over one connection or transaction. */
export function createWakeUpStore(db: Kysely<Schema>): WakeUps & Arming {
  return { ...wakeUps(db), ...arming(db) };
}

type WakeUps = Pick<ClockStore, "lockDue" | "lockFreeDue" | "listDue">;

function wakeUps(db: Kysely<Schema>): WakeUps {
  // Before a deadline has passed nothing is due at it: an answer at the very instant is in time (sla.md, breach).
  const due = () =>
    db
      .selectFrom("sla_clock")
      .where("state", "in", ["running", "breached"])
      .where("met_at", "is", null)
      .where("next_wake_at", "<", now);
  return {
    lockDue: async (clockId, version) =>
      clockOrNull(
        await due()
          .selectAll()
          .where("id", "=", clockId)
          .where("version", "=", version)
          .forNoKeyUpdate()
          .executeTakeFirst(),
      ),
    lockFreeDue: async (wanted) => {
      const versions = new Map(wanted.map(({ id, version }) => [id, version]));
      const free = due()
        .selectAll()
        .where("id", "=", anyOf([...versions.keys()]));
      const rows = await free.forNoKeyUpdate().skipLocked().execute();
      return rows.filter(({ id, version }) => versions.get(id) === version).map(toClock);
    },
    // In no order: sweeps of several processes then rarely meet at one clock, where one would wait for nothing.
    listDue: (limit, except = []) =>
      db
        .selectFrom(
          due()
            .select(["id", "version", "ticket_id as ticketId"])
            .where("id", "<>", sql<number>`all(${except}::bigint[])`)
            .orderBy("next_wake_at")
            .limit(limit)
            .forNoKeyUpdate()
            .skipLocked()
            .as("most_overdue"),
        )
        .select(["id", "version", "ticketId"])
        .orderBy(sql`random()`)
        .execute(),
  };
}

type Arming = Pick<ClockStore, "listToArm" | "markArmed">;

function arming(db: Kysely<Schema>): Arming {
  return {
    listToArm: async (horizonMs, limit) => {
      const rows = await db
        .selectFrom("sla_clock")
        .select(["id", "version", "next_wake_at"])
        .where("next_wake_at", "<", sql<Date>`(select desk_now() + ${horizonMs} * interval '1 millisecond')`)
        .where(sql<boolean>`armed_version is distinct from version`)
        .orderBy("next_wake_at")
        .limit(limit)
        .execute();
      return rows.flatMap(({ id, version, next_wake_at }) =>
        next_wake_at ? [{ id, version, nextWakeAt: fromColumn(next_wake_at) }] : [],
      );
    },
    markArmed: async (armed) => {
      if (armed.length === 0) return;
      const pairs = armed.map(({ id, version }) => sql`(${id}::bigint, ${version}::integer)`);
      await sql`update sla_clock set armed_version = armed.version
        from (values ${sql.join(pairs)}) as armed (id, version)
        where sla_clock.id = armed.id and sla_clock.version = armed.version`.execute(db);
    },
  };
}
