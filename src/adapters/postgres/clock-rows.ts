import { type Selectable, sql, type Updateable } from "kysely";
import { instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../../usecases/ports/clock-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

type ClockRow = Selectable<Schema["sla_clock"]>;
type ClockFold = Partial<Omit<StoredClock, "id" | "ticketId" | "version">>;

export function toClock(row: ClockRow): StoredClock {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    kind: row.kind,
    level: row.level,
    calendar: row.calendar,
    deskVersionId: row.desk_version_id,
    state: row.state,
    startedAt: fromColumn(row.started_at),
    targetMinutes: row.target_minutes,
    deadlineAt: fromColumn(row.deadline_at),
    elapsedMs: row.elapsed_ms,
    metAt: fromColumn(row.met_at),
    breachedAt: fromColumn(row.breached_at),
    pauseReason: row.pause_reason,
    nextWakeAt: fromColumn(row.next_wake_at),
    generation: row.generation,
    ladderHeldUntil: fromColumn(row.ladder_held_until),
    version: row.version,
    armedVersion: row.armed_version,
  };
}

export function clockOrNull(row: ClockRow | undefined): StoredClock | null {
  return row === undefined ? null : toClock(row);
}

/** Only the columns that were given: an absent key leaves its column as it is. */
export function foldColumns(fold: ClockFold): Updateable<Schema["sla_clock"]> {
  const at = (value: number | null | undefined) =>
    value === undefined || value === null ? value : toColumn(instant(value));
  const columns = {
    kind: fold.kind,
    level: fold.level,
    calendar: fold.calendar,
    desk_version_id: fold.deskVersionId,
    state: fold.state,
    started_at: at(fold.startedAt),
    target_minutes: fold.targetMinutes,
    deadline_at: at(fold.deadlineAt),
    elapsed_ms: fold.elapsedMs,
    met_at: at(fold.metAt),
    breached_at: at(fold.breachedAt),
    pause_reason: fold.pauseReason,
    next_wake_at: at(fold.nextWakeAt),
    generation: fold.generation,
    ladder_held_until: at(fold.ladderHeldUntil),
    armed_version: fold.armedVersion,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

// One parameter however many ids, so that the statement stays the same and short.
export function anyOf(ids: readonly number[]) {
  return sql<number>`any(${ids}::bigint[])`;
}

export function byClock<Row extends { clock_id: number }, Item>(
  clockIds: readonly number[],
  rows: readonly Row[],
  toItem: (row: Row) => Item,
): Map<number, Item[]> {
  const found = new Map<number, Item[]>(clockIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.clock_id)?.push(toItem(row));
  return found;
}
