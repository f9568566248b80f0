import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/**
 * Lets this transaction, and no other, take the words out of rows that are otherwise never changed: see `is_erasing` in the migrations. Erasing may also
 * take longer than a statement of the desk may.
 */
export async function openDoor(db: Kysely<Schema>): Promise<void> {
  await sql`select set_config('svartid.erasing', 'on', true), set_config('statement_timeout', '0', true)`.execute(db);
}
