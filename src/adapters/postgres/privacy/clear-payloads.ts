import { type Kysely, type RawBuilder, sql } from "kysely";
import type { ErasureOrder } from "../../../usecases/ports/erasure-store.ts";
import type { Schema } from "../schema.ts";

/** What is still to be posted goes without the person. It is JSON, and signed as it leaves; what was posted or given up may be empty by now. */
export async function clearPayloads(
  db: Kysely<Schema>,
  { patterns: { address, names } }: Pick<ErasureOrder, "patterns">,
  where: RawBuilder<unknown>,
): Promise<void> {
  const given = sql`(case when state not in ('delivered', 'dead') then convert_from(payload, 'UTF8') end)::jsonb`;
  const cleared = sql`without_words(${given}, ${address.pattern}::text, ${names?.pattern ?? null}::text)`;
  await sql`
    update webhook_delivery set payload = convert_to(${cleared}::text, 'UTF8') where ${where} and ${given} <> ${cleared}`.execute(
    db,
  );
}
