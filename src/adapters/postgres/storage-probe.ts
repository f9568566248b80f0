import { type Kysely, sql } from "kysely";
import type { StorageProbe } from "../../usecases/ports/storage-probe.ts";
import type { Schema } from "./schema.ts";

/** SQLSTATE of a statement that writes while nothing may be written. */
const READ_ONLY = "25006";
/** A few megabytes, more than the memory that the sort is allowed: the rest of them lies on the disk until the statement ends. */
const SPILLED_ROWS = 40_000;

/**
 * Tries the disk with a sort that does not fit into memory: it takes new pages and gives them back, and leaves nothing in any table, where an update of
 * a row would find room in a page it has, and say that all is well until there is none.
 */
export function createStorageProbe(db: Kysely<Schema>): StorageProbe {
  return {
    async fault() {
      try {
        return await db.transaction().execute(async (transaction) => {
          const mode = await sql<{ readonly: string }>`
            select current_setting('transaction_read_only') as readonly, set_config('work_mem', '64kB', true)`.execute(
            transaction,
          );
          if (mode.rows[0]?.readonly === "on") return READ_ONLY;
          await sql`select count(*) from (
            select md5(n::text) as word from generate_series(1, ${SPILLED_ROWS}::int) n order by word offset 1
          ) sorted`.execute(transaction);
          return null;
        });
      } catch (error) {
        const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
        return typeof code === "string" && code !== "" ? code : "unknown";
      }
    },
  };
}
