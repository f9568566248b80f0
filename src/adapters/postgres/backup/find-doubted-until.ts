import type { Kysely } from "kysely";
import type { Instant } from "../../../domain/time/instant.ts";
import { fromColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";

/** Until when a database that was lost may have answered mail; null where this one was never restored. It is restored only while nobody uses it. */
export async function findDoubtedUntil(db: Kysely<Schema>): Promise<Instant | null> {
  const { until } = await db
    .selectFrom("restoration")
    .select(({ fn }) => fn.max("ran_until").as("until"))
    .executeTakeFirstOrThrow();
  return fromColumn(until as Date | null);
}
