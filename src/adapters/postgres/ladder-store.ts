import type { Kysely, Selectable } from "kysely";
import type { ClockStore, StoredEscalation } from "../../usecases/ports/clock-store.ts";
import { anyOf, byClock } from "./clock-rows.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

type LadderStore = Pick<ClockStore, "recordEscalations" | "listEscalations" | "listEscalationsOf" | "recordAlert">;

/** The steps that rang, and whom each told, over one connection or transaction. */
export function createLadderStore(db: Kysely<Schema>): LadderStore {
  return {
    recordEscalations: (escalations) => recordEscalations(db, escalations),
    listEscalations: async (clockId) => (await escalationsOf(db, [clockId])).get(clockId) ?? [],
    listEscalationsOf: (clockIds) => escalationsOf(db, clockIds),
    recordAlert: async ({ escalationId, ticketId, kind, recipient, outboxId, waitsForDigest }) => {
      const alert = { kind, recipient, outbox_id: outboxId, waits_for_digest: waitsForDigest };
      await db
        .insertInto("alert")
        .values({ ...alert, escalation_id: escalationId, ticket_id: ticketId })
        .execute();
    },
  };
}

async function recordEscalations(
  db: Kysely<Schema>,
  escalations: Parameters<ClockStore["recordEscalations"]>[0],
): Promise<(number | null)[]> {
  if (escalations.length === 0) return [];
  const rows = await db
    .insertInto("escalation")
    .values(
      escalations.map(({ clockId, generation, step, kind, dueAt, firedAt }) => ({
        ...{ clock_id: clockId, generation, step, kind },
        ...{ due_at: toColumn(dueAt), fired_at: toColumn(firedAt) },
      })),
    )
    .onConflict((conflict) => conflict.columns(["clock_id", "generation", "step"]).doNothing())
    .returning(["id", "clock_id", "generation", "step"])
    .execute();
  const nameOf = (clockId: number, generation: number, step: number) => `${clockId} ${generation} ${step}`;
  const ids = new Map(rows.map((row) => [nameOf(row.clock_id, row.generation, row.step), row.id]));
  return escalations.map(({ clockId, generation, step }) => ids.get(nameOf(clockId, generation, step)) ?? null);
}

async function escalationsOf(
  db: Kysely<Schema>,
  clockIds: readonly number[],
): Promise<Map<number, StoredEscalation[]>> {
  const rows = await db
    .selectFrom("escalation")
    .selectAll()
    .where("clock_id", "=", anyOf(clockIds))
    .orderBy("id")
    .execute();
  return byClock(clockIds, rows, toEscalation);
}

function toEscalation(row: Selectable<Schema["escalation"]>): StoredEscalation {
  return {
    generation: row.generation,
    step: row.step,
    kind: row.kind,
    dueAt: fromColumn(row.due_at),
    firedAt: fromColumn(row.fired_at),
  };
}
